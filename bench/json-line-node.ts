import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { MemoryLevel } from 'memory-level';
import type { Logger } from 'pino';
import type { Block, Transaction } from '../generated/timecoin/types.js';
import { systemRuntime } from '../src/platform/system.js';
import { BlockStore } from '../src/timecoin/chain/block-store.js';
import { Chain } from '../src/timecoin/chain/chain.js';
import { DATABASE_ENCODING } from '../src/timecoin/chain/database.js';
import { hex } from '../src/timecoin/hash.js';
import type { TimeNetwork } from '../src/timecoin/networks.js';
import { blockHash } from '../src/timecoin/chain/block.js';
import { fileLog, logAsBefore } from './send/contenders/json-lines.js';

/** The messages of the legacy wire that this node knows, as serde writes them. */
type Line =
  | 'GetBlockHeight'
  | { readonly BlockHeightResponse: number }
  | { readonly GetBlocks: readonly [start: number, end: number] }
  | { readonly BlocksResponse: readonly JsonBlock[] }
  | { readonly BlockAnnouncement: JsonBlock };

export interface JsonBlock {
  readonly header: {
    readonly version: number;
    readonly height: number;
    readonly previous_hash: number[];
    readonly merkle_root: number[];
    readonly timestamp: number;
    readonly block_reward: number;
  };
  readonly transactions: readonly JsonTransaction[];
  readonly masternode_rewards: readonly (readonly [address: string, amount: number])[];
}

interface JsonTransaction {
  readonly version: number;
  readonly inputs: readonly {
    readonly previous_output: { readonly txid: number[]; readonly vout: number };
    readonly script_sig: number[];
    readonly sequence: number;
  }[];
  readonly outputs: readonly { readonly value: number; readonly script_pubkey: number[] }[];
  readonly lock_time: number;
  readonly timestamp: number;
}

const BLOCKS_A_REQUEST = 100;
const NEWLINE = 10;

/** Of all nodes of this process. */
let log: Logger | undefined;

/**
 * The contender: a node of the network as it was before, one JSON object a line over TCP, byte arrays as arrays of numbers,
 * encoded for each peer, and five log lines a send. Blocks pass the same Chain with the same checks into the same kind of
 * store as framewright's, so that only the wire, its encoding and the log differ.
 */
export class JsonLineNode {
  readonly chain: Chain;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #announced = new Set<string>();
  #target = 0;

  private constructor(chain: Chain) {
    this.chain = chain;
    this.#server = createServer((socket) => this.#opened(socket));
  }

  static async start(network: TimeNetwork): Promise<JsonLineNode> {
    const store = new BlockStore(new MemoryLevel<string, Uint8Array>(DATABASE_ENCODING));
    await store.open();
    const node = new JsonLineNode(await Chain.open(store, network, systemRuntime.clock));
    await new Promise<void>((resolve) => node.#server.listen(0, '127.0.0.1', resolve));
    return node;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connectionCount(): number {
    return this.#sockets.size;
  }

  /** Dials a peer. With `sync`, fetches what that has and this node lacks. */
  connect(port: number, { sync = false } = {}): void {
    const socket = connect(port, '127.0.0.1');
    this.#opened(socket);
    if (sync) send(socket, 'GetBlockHeight');
  }

  /** Sends a block to every peer, encoded for each, as the original did. */
  announce(block: Block, except?: Socket): void {
    this.#announced.add(keyOf(block));
    for (const socket of this.#sockets) {
      if (socket !== except) send(socket, { BlockAnnouncement: blockToJson(block) });
    }
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #opened(socket: Socket): void {
    this.#sockets.add(socket.setNoDelay(true));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        chunks.push(chunk.subarray(from, at));
        const line = Buffer.concat(chunks.splice(0)).toString();
        from = at + 1;
        void this.#received(socket, JSON.parse(line) as Line);
      }
      if (from < chunk.length) chunks.push(chunk.subarray(from));
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  async #received(socket: Socket, line: Line): Promise<void> {
    if (line === 'GetBlockHeight') send(socket, { BlockHeightResponse: this.chain.height });
    else if ('BlockHeightResponse' in line) this.#ask(socket, (this.#target = line.BlockHeightResponse));
    else if ('GetBlocks' in line) await this.#sendBlocks(socket, ...line.GetBlocks);
    else if ('BlocksResponse' in line) {
      for (const block of line.BlocksResponse) await this.chain.append(blockFromJson(block));
      this.#ask(socket, this.#target);
    } else await this.#announcedBy(socket, blockFromJson(line.BlockAnnouncement));
  }

  #ask(socket: Socket, target: number): void {
    const start = this.chain.height + 1;
    if (start <= target) {
      send(socket, { GetBlocks: [start, Math.min(target, start + BLOCKS_A_REQUEST - 1)] });
    }
  }

  async #sendBlocks(socket: Socket, start: number, end: number): Promise<void> {
    const blocks: JsonBlock[] = [];
    for (let height = start; height <= end; height++) {
      const block = await this.chain.blockAt(height);
      if (block !== undefined) blocks.push(blockToJson(block));
    }
    send(socket, { BlocksResponse: blocks });
  }

  /** Each block is handled and sent on once, to all but its sender. */
  async #announcedBy(socket: Socket, block: Block): Promise<void> {
    const key = keyOf(block);
    if (this.#announced.has(key)) return;
    this.#announced.add(key);
    if ((await this.chain.append(block)) === 'appended') this.announce(block, socket);
  }
}

function send(socket: Socket, line: Line): void {
  const text = `${JSON.stringify(line)}\n`;
  socket.write(text);
  logAsBefore((log ??= ownLog()), `${socket.remoteAddress}:${socket.remotePort}`, text.length);
}

function ownLog(): Logger {
  const file = fileLog();
  process.once('exit', () => file.remove());
  return file.log;
}

function keyOf({ header }: Block): string {
  return header === undefined ? '' : hex(blockHash(header));
}

export function blockToJson({ header, transactions, masternodeRewards }: Block): JsonBlock {
  if (header === undefined) throw new Error('a block without a header');
  return {
    header: {
      version: header.version,
      height: header.height,
      previous_hash: Array.from(header.previousHash),
      merkle_root: Array.from(header.merkleRoot),
      timestamp: header.timestamp,
      block_reward: Number(header.blockReward),
    },
    transactions: transactions.map(transactionToJson),
    masternode_rewards: masternodeRewards.map(({ address, amount }) => [address, Number(amount)]),
  };
}

function transactionToJson({ version, inputs, outputs, lockTime, timestamp }: Transaction): JsonTransaction {
  return {
    version,
    inputs: inputs.map(({ previousOutput, scriptSig, sequence }) => ({
      previous_output: { txid: Array.from(previousOutput?.txid ?? []), vout: previousOutput?.vout ?? 0 },
      script_sig: Array.from(scriptSig),
      sequence,
    })),
    outputs: outputs.map(({ value, scriptPubkey }) => ({
      value: Number(value),
      script_pubkey: Array.from(scriptPubkey),
    })),
    lock_time: lockTime,
    timestamp,
  };
}

export function blockFromJson({ header, transactions, masternode_rewards }: JsonBlock): Block {
  return {
    header: {
      version: header.version,
      height: header.height,
      previousHash: Uint8Array.from(header.previous_hash),
      merkleRoot: Uint8Array.from(header.merkle_root),
      timestamp: header.timestamp,
      blockReward: BigInt(header.block_reward),
    },
    transactions: transactions.map(transactionFromJson),
    masternodeRewards: masternode_rewards.map(([address, amount]) => ({ address, amount: BigInt(amount) })),
  };
}

function transactionFromJson(json: JsonTransaction): Transaction {
  return {
    version: json.version,
    inputs: json.inputs.map(({ previous_output, script_sig, sequence }) => ({
      previousOutput: { txid: Uint8Array.from(previous_output.txid), vout: previous_output.vout },
      scriptSig: Uint8Array.from(script_sig),
      sequence,
    })),
    outputs: json.outputs.map(({ value, script_pubkey }) => ({
      value: BigInt(value),
      scriptPubkey: Uint8Array.from(script_pubkey),
    })),
    lockTime: json.lock_time,
    timestamp: json.timestamp,
  };
}

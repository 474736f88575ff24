import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Block, BlockHeader } from '../generated/timecoin/types.js';
import { blockHash } from '../src/timecoin/chain/block.js';
import { merkleRoot } from '../src/timecoin/chain/merkle.js';
import { doubleSha256 } from '../src/timecoin/hash.js';
import type { TimeNetwork } from '../src/timecoin/networks.js';
import { sameBytes } from '../src/wire/bytes.js';

const LENGTH_BYTES = 4;
/** From a peer that has blocks from elsewhere: it is sent no more of them. */
const ENOUGH = Buffer.alloc(LENGTH_BYTES);
const TRANSACTION_TAG = 18;

/**
 * What the spreading of blocks takes at least, written by hand: bytes that were encoded beforehand, over bare sockets, along
 * the tree that the first block left. Each node checks a block's link, txids and Merkle root, and passes on the bytes that it
 * read. Nothing is decoded but the header, and there is no rule about what is spent, no store, no queue and no limit.
 */
export class FloorNode {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #satisfied = new Set<Socket>();
  readonly #waiting = new Set<() => void>();
  #height = 0;
  #tip: Uint8Array;
  /** The newest block as it is sent. */
  #newest: Buffer = ENOUGH;

  private constructor({ genesis }: TimeNetwork) {
    this.#tip = blockHash(BlockHeader.create(genesis.header));
    this.#server = createServer((socket) => this.#opened(socket));
  }

  static async start(network: TimeNetwork): Promise<FloorNode> {
    const node = new FloorNode(network);
    await new Promise<void>((resolve) => node.#server.listen(0, '127.0.0.1', resolve));
    return node;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connectionCount(): number {
    return this.#sockets.size;
  }

  connect(port: number): void {
    this.#opened(connect(port, '127.0.0.1'));
  }

  /** Takes a block and prepares its bytes. */
  append(block: Block): void {
    const bytes = Buffer.concat([ENOUGH, Block.encode(block)]);
    bytes.writeUInt32BE(bytes.length - LENGTH_BYTES);
    this.#take(bytes);
  }

  /** Sends the newest block to whoever takes blocks from here. */
  announce(except?: Socket): void {
    for (const socket of this.#sockets) {
      if (socket !== except && !this.#satisfied.has(socket)) socket.write(this.#newest);
    }
  }

  async reaches(height: number): Promise<void> {
    while (this.#height < height) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #opened(socket: Socket): void {
    this.#sockets.add(socket.setNoDelay(true));
    let chunks: Buffer[] = [];
    let bytes = 0;
    let wanted = LENGTH_BYTES;
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      bytes += chunk.length;
      while (bytes >= wanted) {
        const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes);
        const end = LENGTH_BYTES + all.readUInt32BE();
        chunks = [all];
        wanted = end;
        if (bytes < end) return;
        this.#received(socket, all.subarray(0, end));
        bytes -= end;
        chunks = bytes === 0 ? [] : [all.subarray(end)];
        wanted = LENGTH_BYTES;
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #received(socket: Socket, bytes: Buffer): void {
    if (bytes.length === LENGTH_BYTES) this.#satisfied.add(socket);
    else if (this.#take(bytes)) this.announce(socket);
    else socket.write(ENOUGH);
  }

  /** False for a block that is here already. */
  #take(bytes: Buffer): boolean {
    const fields = fieldsOf(bytes.subarray(LENGTH_BYTES));
    const [, headerBytes] = fields.shift() ?? [0, ENOUGH];
    const header = BlockHeader.decode(headerBytes, { copyBytes: true });
    if (header.height <= this.#height) return false;
    const txids = fields.map(([tag, transaction]) => {
      if (tag !== TRANSACTION_TAG) throw new Error('not a transaction');
      return doubleSha256(transaction);
    });
    if (!sameBytes(header.previousHash, this.#tip) || !sameBytes(merkleRoot(txids), header.merkleRoot)) {
      throw new Error(`block ${header.height} is wrong`);
    }
    this.#tip = doubleSha256(headerBytes);
    this.#height = header.height;
    this.#newest = bytes;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    return true;
  }
}

/** Tag and bytes of each field of a block. */
function fieldsOf(block: Buffer): [tag: number, bytes: Buffer][] {
  const fields: [number, Buffer][] = [];
  for (let at = 0; at < block.length;) {
    const tag = block[at++]!;
    let length = 0;
    let byte = 128;
    for (let shift = 0; byte > 127; shift += 7) {
      byte = block[at++]!;
      length |= (byte & 127) << shift;
    }
    fields.push([tag, block.subarray(at, (at += length))]);
  }
  return fields;
}

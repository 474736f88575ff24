import { BlockAnnouncement } from '../../generated/timecoin/chain.js';
import { catalog } from '../../generated/catalog.js';
import { GetPeers } from '../../generated/timecoin/peers.js';
import type { Transaction } from '../../generated/timecoin/types.js';
import type { UTXOSetResponse } from '../../generated/timecoin/utxo.js';
import { schemeOf } from '../node/address.js';
import { Node } from '../node/node.js';
import type { NodeOptions } from '../node/options.js';
import type { PeerConnection } from '../peer/connection.js';
import type { PeerId, RequestOptions } from '../peer/peer.js';
import { type Log, silentLog } from '../platform/log.js';
import { systemRuntime } from '../platform/system.js';
import { GoodbyeCode } from '../wire/codes.js';
import { announceTip, handleAnnouncements } from './chain/announcements.js';
import { BlockRepair } from './chain/block-repair.js';
import type { BlockStore } from './chain/block-store.js';
import type { BlockDatabase } from './chain/database.js';
import type { Chain, ForkCounts } from './chain/chain.js';
import { handleChain } from './chain/chain-handlers.js';
import { reasonOf } from '../platform/reason.js';
import { Greeting, packageVersion } from './peers/greeting.js';
import { hex } from './hash.js';
import { addressRuleOf } from './masternodes/announcement.js';
import {
  type MasternodeOptions,
  type OwnMasternodeStatus,
  withMasternodeKey,
} from './masternodes/own-masternode.js';
import { Masternodes } from './masternodes/masternodes.js';
import { Mempool, type MempoolLimits } from './transactions/mempool.js';
import { Consensus, type ConsensusStats } from './consensus/consensus.js';
import { votersOf } from './consensus/electorate.js';
import type { ConsensusEngine, ConsensusEngineMaker } from './consensus/engine.js';
import { networkNamed } from './networks.js';
import type { Part } from './part.js';
import { NodeAddresses } from './peers/node-addresses.js';
import { PeerExchange } from './peers/peer-exchange.js';
import { Producer, type ProducerOptions } from './chain/producer.js';
import { openStored, type RebuiltStore, type StoredChain } from './chain/recovery.js';
import { BlockSync } from './chain/sync.js';
import type { SyncOptions } from './chain/sync-options.js';
import { TransactionRelay } from './transactions/transaction-relay.js';
import { SpendingTracker } from './utxo/spending-tracker.js';
import type { UtxoInterest, UtxoNews } from './utxo/utxo-follower.js';
import { UtxoPart, type UtxoStats } from './utxo/utxo-part.js';

/** A Node's options without those that the TIME network decides; `network` is mainnet, testnet, or a name of your own. */
export interface TimeNodeOptions extends Omit<NodeOptions, 'catalog' | 'magic'> {
  /** Where blocks are kept instead of in `dataDir`. Without either they are kept in memory. */
  readonly database?: BlockDatabase | undefined;
  readonly mempool?: Partial<MempoolLimits> | undefined;
  readonly sync?: Partial<SyncOptions> | undefined;
  /** Makes blocks, of pending transactions unless `source` gives others. Default: this node only follows. */
  readonly produce?:
    | (Pick<ProducerOptions, 'intervalMs' | 'untilHeight'> & Partial<Pick<ProducerOptions, 'source'>>)
    | undefined;
  /** Makes this node a masternode. */
  readonly masternode?: MasternodeOptions | undefined;
  /** Decides on transactions and blocks. Default: a supermajority decides on transactions, nothing on blocks. */
  readonly consensus?: ConsensusEngine | ConsensusEngineMaker | undefined;
  /** The store failed while the node ran, or a block could not be made: it serves on, but follows no longer. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

// What a block made here takes from the mempool at most; well below MAX_BLOCK_BYTES with all that is around it.
const PRODUCED_TRANSACTIONS = 10_000;
const PRODUCED_BYTES = 2_000_000;

/** What a node is doing, as plain data. */
export interface TimeNodeStatus {
  readonly id: PeerId;
  readonly network: string;
  readonly addresses: readonly string[];
  readonly peers: number;
  readonly height: number;
  /** Hash of the newest block, 64 hex digits. */
  readonly tip: string;
  /** True while blocks are being fetched. */
  readonly syncing: boolean;
  /** The greatest height that a peer claims. */
  readonly bestPeerHeight: number;
  /** What was seen of other branches. */
  readonly forks: ForkCounts;
  /** Stored blocks that are corrupt now, and were mended; and what happened if the store was built again at the start. */
  readonly storage: {
    readonly damaged: number;
    readonly repaired: number;
    readonly rebuilt: RebuiltStore | undefined;
  };
  readonly pendingTransactions: number;
  readonly pendingBytes: number;
  /** The masternode that this node is; undefined if it is none. */
  readonly masternode: OwnMasternodeStatus | undefined;
  readonly masternodes: { readonly known: number; readonly active: number };
  readonly consensus: ConsensusStats;
  readonly utxos: UtxoStats;
}

/**
 * A started node of the TIME network. Blocks in `dataDir` that are corrupt are reported, and fetched from peers again.
 * Throws StoreError where stored blocks cannot be used otherwise.
 */
export async function createTimeNode(options: TimeNodeOptions): Promise<TimeNode> {
  const stored = await openStored(options, networkNamed(options.network));
  try {
    const { random } = options.runtime ?? systemRuntime;
    const masternode =
      options.masternode && (await withMasternodeKey(options.masternode, options.dataDir, random));
    const timeNode = new TimeNode({ ...options, masternode }, stored);
    await timeNode.start();
    return timeNode;
  } catch (error) {
    await stored.store.close();
    throw error;
  }
}

/** A member of the TIME network: a Node that keeps, follows and serves its chain. */
export class TimeNode {
  /** The node underneath: connections, statistics, further handlers. */
  readonly node: Node;
  readonly chain: Chain;
  readonly mempool: Mempool;
  /** How far the spending of outputs is. */
  readonly spendings: SpendingTracker;
  readonly masternodes: Masternodes;
  readonly #consensus: Consensus;
  readonly #store: BlockStore;
  readonly #rebuilt: RebuiltStore | undefined;
  readonly #repair: BlockRepair;
  readonly #network: string;
  readonly #log: Log;
  readonly #sync: BlockSync;
  readonly #relay: TransactionRelay;
  readonly #utxos: UtxoPart;
  /** In the order in which they start and hear of peers; they stop the other way round. */
  readonly #parts: readonly Part[];
  #stopped: Promise<void> | undefined;

  /** For createTimeNode: on an opened store and the chain in it. */
  constructor(options: TimeNodeOptions, { store, chain, rebuilt }: StoredChain) {
    const {
      database,
      mempool,
      sync,
      produce,
      masternode,
      consensus,
      onFailure: fail,
      ...nodeOptions
    } = options;
    const { runtime = systemRuntime, log = silentLog } = nodeOptions;
    const { clock } = runtime;
    const network = networkNamed(nodeOptions.network);
    this.#network = network.name;
    this.#store = store;
    this.#rebuilt = rebuilt;
    this.#log = log;
    this.chain = chain;
    this.mempool = new Mempool(clock, mempool);
    // Before the relay, which takes transactions out of the mempool when blocks hold them.
    this.spendings = new SpendingTracker(this.mempool, chain, clock);
    const userAgent = nodeOptions.userAgent ?? `framewright/${packageVersion}`;
    this.node = new Node({
      ...nodeOptions,
      runtime,
      userAgent,
      catalog,
      magic: network.magic,
    });
    const links = {
      connectedIds: () => this.node.connections.flatMap((connection) => connection.peer?.id ?? []),
      request: this.node.request.bind(this.node),
    };
    const onFailure = (error: unknown): void => {
      log.error('chain failed', { dataDir: options.dataDir, error: reasonOf(error) });
      fail?.(error);
    };
    const events = {
      onSynced: () => void announceTip(this.node, chain, this.#sync).catch(onFailure),
      onLie: (peer: PeerId, problem: string) => {
        this.#punish(peer, problem);
      },
      onFailure,
    };
    this.#sync = new BlockSync(chain, links, clock, log, events, sync);
    this.#repair = new BlockRepair(chain, links, clock, log, onFailure);
    this.#relay = new TransactionRelay(this.node, chain, this.mempool, clock, log);
    const greeting = new Greeting(this.node, network, chain.genesisHash, clock, log);
    const scheme = schemeOf(nodeOptions.listen?.[0] ?? nodeOptions.peers?.[0] ?? '');
    const addresses = new NodeAddresses(this.node, greeting, scheme);
    const exchange = new PeerExchange(links, addresses, scheme, runtime, log);
    const whereAndWho = {
      rule: addressRuleOf(network.name, scheme),
      listen: nodeOptions.listen ?? [],
      own: masternode,
    };
    this.masternodes = new Masternodes(this.node, addresses, whereAndWho, runtime, log);
    const { node, spendings, masternodes } = this;
    const ground = { node, chain, mempool: this.mempool, spendings, relay: this.#relay, clock, log };
    this.#consensus = new Consensus(ground, votersOf(masternodes, clock), masternodes.own, consensus);
    this.node.handle(GetPeers, (_, { peer }) => exchange.answer(peer));
    this.#utxos = new UtxoPart({ ...ground, links, masternodes, runtime, onFailure });
    handleChain(this.node, chain);
    handleAnnouncements(this.node, chain, this.#sync, log, onFailure);
    const producer =
      produce &&
      new Producer(chain, clock, {
        source: () => this.mempool.forBlock(PRODUCED_TRANSACTIONS, PRODUCED_BYTES),
        ...produce,
        onBlock: (block) => this.node.broadcast(BlockAnnouncement, { block }),
        onFailure,
      });
    this.#parts = [
      greeting,
      this.#sync,
      this.#repair,
      exchange,
      this.#relay,
      this.masternodes,
      this.#consensus,
      this.#utxos,
      ...(producer === undefined ? [] : [producer]),
    ];
    this.node.on('connect', (connection) => {
      this.#opened(connection);
    });
    this.node.on('disconnect', ({ peer }) => {
      if (peer === undefined || this.node.connections.some((each) => each.peer?.id === peer.id)) return;
      for (const part of this.#parts) part.closed?.(peer.id);
    });
  }

  /** createTimeNode calls it. */
  async start(): Promise<void> {
    this.#log.info('chain', { network: this.#network, height: this.chain.height });
    await this.node.start();
    for (const part of this.#parts) part.start?.();
  }

  /** Closes all connections and the store, with what was under way finished. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  /** Takes a transaction and spreads it. False if it is pending already. Throws TransactionError. */
  submit(transaction: Transaction): Promise<boolean> {
    return this.#relay.submit(transaction);
  }

  /**
   * Calls `listener` for what a peer tells of some addresses and outputs, from now on and whenever the peer is connected.
   * Returns what ends that. Throws UtxoError NOTHING or FULL.
   */
  subscribeUtxos(peer: PeerId, interest: UtxoInterest, listener: (news: UtxoNews) => void): () => void {
    return this.#utxos.follow(peer, interest, listener);
  }

  /** A peer's unspent outputs, page by page; a page with another `blockHash` than the one before begins anew. */
  utxoSet(peer: PeerId, options?: RequestOptions): AsyncGenerator<UTXOSetResponse, void> {
    return this.#utxos.pages(peer, options);
  }

  status(): TimeNodeStatus {
    return {
      id: this.node.id,
      network: this.#network,
      addresses: this.node.addresses,
      peers: this.node.connections.length,
      height: this.chain.height,
      tip: hex(this.chain.tip.hash),
      syncing: this.#sync.running,
      bestPeerHeight: this.#sync.bestClaim,
      forks: this.chain.forks,
      storage: { damaged: this.#repair.damaged, repaired: this.#repair.repaired, rebuilt: this.#rebuilt },
      pendingTransactions: this.mempool.size,
      pendingBytes: this.mempool.bytes,
      masternode: this.masternodes.own?.status(),
      masternodes: { known: this.masternodes.directory.size, active: this.masternodes.directory.activeCount },
      consensus: this.#consensus.stats(),
      utxos: this.#utxos.stats(),
    };
  }

  #opened({ peer }: PeerConnection): void {
    if (peer === undefined) return;
    for (const part of this.#parts) part.opened?.(peer.id);
  }

  #punish(peer: PeerId, problem: string): void {
    const connection = this.node.connections.find((each) => each.peer?.id === peer);
    if (connection === undefined) return;
    this.node.report(connection, problem);
    void this.node.disconnect(peer, GoodbyeCode.PROTOCOL, problem);
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#parts.toReversed().map(async (part) => part.stop?.()));
    await this.node.stop();
    await this.chain.settled();
    await this.#store.close();
  }
}

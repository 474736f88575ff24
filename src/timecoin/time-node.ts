import { catalog } from '../../generated/catalog.js';
import type { Transaction } from '../../generated/timecoin/types.js';
import type { UTXOSetResponse } from '../../generated/timecoin/utxo.js';
import { schemeOf } from '../node/address.js';
import { Node } from '../node/node.js';
import type { PeerId, RequestOptions } from '../peer/peer.js';
import { type Log, silentLog } from '../platform/log.js';
import { reasonOf } from '../platform/reason.js';
import { systemRuntime } from '../platform/system.js';
import type { BlockStore } from './chain/block-store.js';
import type { Chain } from './chain/chain.js';
import { ChainPart } from './chain/chain-part.js';
import { openStored, type RebuiltStore, type StoredChain } from './chain/recovery.js';
import { Consensus } from './consensus/consensus.js';
import { votersOf } from './consensus/electorate.js';
import { hex } from './hash.js';
import { addressRuleOf } from './masternodes/announcement.js';
import { Masternodes } from './masternodes/masternodes.js';
import { withMasternodeKey } from './masternodes/own-masternode.js';
import { networkNamed } from './networks.js';
import type { TimeNodeOptions } from './options.js';
import { Parts } from './part.js';
import type { PeerStreams } from './peer-requests.js';
import { packageVersion } from './peers/greeting.js';
import { PeersPart } from './peers/peers-part.js';
import type { TimeNodeStatus } from './status.js';
import { Mempool } from './transactions/mempool.js';
import { TransactionRelay } from './transactions/transaction-relay.js';
import { SpendingTracker } from './utxo/spending-tracker.js';
import type { UtxoInterest, UtxoNews } from './utxo/utxo-follower.js';
import { UtxoPart } from './utxo/utxo-part.js';

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
  readonly #network: string;
  readonly #log: Log;
  readonly #store: BlockStore;
  readonly #rebuilt: RebuiltStore | undefined;
  readonly #blocks: ChainPart;
  readonly #relay: TransactionRelay;
  readonly #consensus: Consensus;
  readonly #utxos: UtxoPart;
  readonly #parts: Parts;
  #stopped: Promise<void> | undefined;

  /** For createTimeNode: on an opened store and the chain in it. */
  constructor(options: TimeNodeOptions, { store, chain, rebuilt }: StoredChain) {
    const { database, mempool, sync, produce, masternode, consensus, onFailure, ...nodeOptions } = options;
    const { runtime = systemRuntime, log = silentLog, listen = [], peers = [], dataDir } = nodeOptions;
    const { clock } = runtime;
    const network = networkNamed(nodeOptions.network);
    const scheme = schemeOf(listen[0] ?? peers[0] ?? '');
    this.#network = network.name;
    this.#log = log;
    this.#store = store;
    this.#rebuilt = rebuilt;
    this.chain = chain;
    this.mempool = new Mempool(clock, mempool);
    // Before the relay, which takes transactions out of the mempool when blocks hold them.
    this.spendings = new SpendingTracker(this.mempool, chain, clock);
    const userAgent = nodeOptions.userAgent ?? `framewright/${packageVersion}`;
    this.node = new Node({ ...nodeOptions, runtime, userAgent, catalog, magic: network.magic });
    this.#relay = new TransactionRelay(this.node, chain, this.mempool, clock, log);

    const surroundings = {
      node: this.node,
      links: linksOf(this.node),
      chain,
      mempool: this.mempool,
      spendings: this.spendings,
      relay: this.#relay,
      runtime,
      clock,
      log,
      onFailure: (error: unknown): void => {
        log.error('chain failed', { dataDir, error: reasonOf(error) });
        onFailure?.(error);
      },
    };
    const { links } = surroundings;
    const greeters = new PeersPart(this.node, links, network, chain.genesisHash, scheme, runtime, log);
    this.#blocks = new ChainPart(surroundings, sync, produce);
    const rule = addressRuleOf(network.name, scheme);
    this.masternodes = new Masternodes(
      this.node,
      greeters.addresses,
      { rule, listen, own: masternode },
      runtime,
      log,
    );
    const voters = votersOf(this.masternodes, clock);
    this.#consensus = new Consensus(surroundings, voters, this.masternodes.own, consensus);
    this.#utxos = new UtxoPart({ ...surroundings, masternodes: this.masternodes });
    this.#parts = new Parts(
      greeters,
      this.#blocks,
      this.#relay,
      this.masternodes,
      this.#consensus,
      this.#utxos,
    );
    this.node.on('connect', ({ peer }) => {
      if (peer !== undefined) this.#parts.opened(peer.id);
    });
    this.node.on('disconnect', ({ peer }) => {
      if (peer === undefined || this.node.registry.connection(peer.id) !== undefined) return;
      this.#parts.closed(peer.id);
    });
  }

  /** createTimeNode calls it. */
  async start(): Promise<void> {
    this.#log.info('chain opened', { network: this.#network, height: this.chain.height });
    await this.node.start();
    this.#parts.start();
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
      syncing: this.#blocks.sync.running,
      bestPeerHeight: this.#blocks.sync.bestClaim,
      forks: this.chain.forks,
      storage: {
        damaged: this.#blocks.repair.damaged,
        repaired: this.#blocks.repair.repaired,
        rebuilt: this.#rebuilt,
      },
      pendingTransactions: this.mempool.size,
      pendingBytes: this.mempool.bytes,
      masternode: this.masternodes.own?.status(),
      masternodes: { known: this.masternodes.directory.size, active: this.masternodes.directory.activeCount },
      consensus: this.#consensus.stats(),
      utxos: this.#utxos.stats(),
    };
  }

  async #stop(): Promise<void> {
    await this.#parts.stop();
    await this.node.stop();
    await this.chain.settled();
    await this.#store.close();
  }
}

function linksOf(node: Node): PeerStreams {
  return {
    connectedIds: () => node.connections.flatMap((connection) => connection.peer?.id ?? []),
    request: node.request.bind(node),
    stream: node.stream.bind(node),
  };
}

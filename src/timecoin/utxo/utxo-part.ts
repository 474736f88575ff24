import type { UTXOSetResponse } from '../../../generated/timecoin/utxo.js';
import type { PeerId, RequestOptions } from '../../peer/peer.js';
import type { Runtime } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import type { HandlerTable } from '../chain/chain-handlers.js';
import type { PeerStreams } from '../peer-requests.js';
import type { Part } from '../part.js';
import type { Mempool } from '../transactions/mempool.js';
import { OutputAddresses } from './output-addresses.js';
import type { SpendingTracker } from './spending-tracker.js';
import { StateCheck, type StateCheckStats } from './state-check.js';
import { type HintStats, type MasternodePeers, type PendingSource, StateHints } from './state-hints.js';
import { type FrameSender, Subscriptions, type SubscriptionStats } from './subscriptions.js';
import { UtxoFollower, type UtxoInterest, type UtxoNews } from './utxo-follower.js';
import { type ChainOfOutputs, handleUtxos } from './utxo-handlers.js';
import { utxoPages } from './utxo-pages.js';

/** What everything about outputs works with. */
export interface UtxoSurroundings {
  readonly node: HandlerTable & { readonly registry: FrameSender };
  readonly links: PeerStreams;
  readonly chain: ChainOfOutputs;
  readonly mempool: Pick<Mempool, 'get' | 'has'>;
  readonly spendings: SpendingTracker;
  readonly relay: PendingSource;
  readonly masternodes: MasternodePeers;
  readonly runtime: Runtime;
  readonly log: Log;
  /** The store failed. */
  readonly onFailure: (error: unknown) => void;
}

export interface UtxoStats {
  /** Pending transactions whose spending is followed. */
  readonly spendings: number;
  /** State changes that were refused as illegal. */
  readonly illegalTransitions: number;
  readonly subscriptions: SubscriptionStats;
  readonly hints: HintStats;
  readonly check: StateCheckStats;
  /** Notifications that no subscription of this node's asked for. */
  readonly ignoredNotifications: number;
}

/** Everything a node does about outputs: it answers, notifies, hints and compares, and follows what peers have. */
export class UtxoPart implements Part {
  readonly #links: PeerStreams;
  readonly #spendings: SpendingTracker;
  readonly #subscriptions: Subscriptions;
  readonly #hints: StateHints;
  readonly #check: StateCheck;
  readonly #follower: UtxoFollower;

  constructor(surroundings: UtxoSurroundings) {
    const { node, links, chain, mempool, spendings, relay, masternodes, runtime, log, onFailure } =
      surroundings;
    const { clock } = runtime;
    // A node has its registry from its start on.
    const sender: FrameSender = { send: (peer, frame) => node.registry.send(peer, frame) };
    this.#links = links;
    this.#spendings = spendings;
    const addresses = new OutputAddresses(mempool, chain.utxos);
    handleUtxos(node, chain, spendings);
    this.#subscriptions = new Subscriptions(node, sender, spendings, addresses, log, onFailure);
    this.#follower = new UtxoFollower(node, sender, links, addresses, clock, onFailure);
    this.#hints = new StateHints(node, sender, chain, spendings, mempool, masternodes, relay, clock);
    this.#check = new StateCheck(links, chain, runtime, log, onFailure);
  }

  /** See UtxoFollower.follow. */
  follow(peer: PeerId, interest: UtxoInterest, listener: (news: UtxoNews) => void): () => void {
    return this.#follower.follow(peer, interest, listener);
  }

  /** See utxoPages. */
  pages(peer: PeerId, options?: RequestOptions): AsyncGenerator<UTXOSetResponse, void> {
    return utxoPages(this.#links, peer, options);
  }

  stats(): UtxoStats {
    return {
      spendings: this.#spendings.size,
      illegalTransitions: this.#spendings.refused,
      subscriptions: this.#subscriptions.stats(),
      hints: this.#hints.stats(),
      check: this.#check.stats(),
      ignoredNotifications: this.#follower.ignored,
    };
  }

  start(): void {
    this.#check.start();
  }

  opened(peer: PeerId): void {
    this.#follower.opened(peer);
  }

  closed(peer: PeerId): void {
    for (const part of [this.#subscriptions, this.#follower, this.#hints]) part.closed(peer);
  }

  async stop(): Promise<void> {
    this.#hints.stop();
    await Promise.all([this.#subscriptions.stop(), this.#follower.stop(), this.#check.stop()]);
  }
}

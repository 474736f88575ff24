import { Subscribe, Unsubscribe, UTXOStateNotification } from '../../../generated/timecoin/utxo.js';
import type { HandlerTable } from '../chain/chain-handlers.js';
import { PeerError, ResponseError } from '../../peer/errors.js';
import type { PeerId } from '../../peer/peer.js';
import type { Log } from '../../platform/log.js';
import { ErrorCode } from '../../wire/codes.js';
import type { Frame } from '../../wire/frame.js';
import type { Part } from '../part.js';
import { outputKey } from '../transactions/transaction.js';
import { AddressedLine } from './addressed-line.js';
import type { OutputAddresses } from './output-addresses.js';
import type { SpendingTracker, UtxoStateChange } from './spending-tracker.js';
import { SubscriptionTable, type SubscriptionLimits } from './subscription-table.js';

/** What carries notifications to one peer: a registry does. */
export interface FrameSender {
  /** False above the high-water mark. Throws PeerError. */
  send(peer: PeerId, frame: Frame): boolean;
}

/** What became of subscriptions, as plain data. */
export interface SubscriptionStats {
  readonly subscriptions: number;
  /** Addresses and outputs that peers follow. */
  readonly followed: number;
  readonly notified: number;
  /** Subscriptions beyond a limit, or of nothing. */
  readonly refused: number;
  /** Subscriptions ended because their peer took notifications too slowly, or changes came faster than their outputs were found. */
  readonly ended: number;
}

// Changes that wait for the addresses of their outputs. A full block spends fewer outputs.
const MOST_WAITING = 100_000;

/** Tells peers of the changes that they subscribed to: each of a change once, and nobody else. */
export class Subscriptions implements Part {
  readonly #sender: FrameSender;
  readonly #tracker: SpendingTracker;
  readonly #log: Log;
  readonly #table: SubscriptionTable;
  readonly #line: AddressedLine<UtxoStateChange>;
  /** Connected peers whose excess was logged. */
  readonly #logged = new Set<PeerId>();
  #stopTracking: (() => void) | undefined;
  #notified = 0;
  #refused = 0;
  #ended = 0;

  constructor(
    handlers: HandlerTable,
    sender: FrameSender,
    tracker: SpendingTracker,
    addresses: OutputAddresses,
    log: Log,
    onFailure: (error: unknown) => void,
    limits?: SubscriptionLimits,
  ) {
    this.#sender = sender;
    this.#tracker = tracker;
    this.#log = log;
    this.#table = new SubscriptionTable(limits);
    this.#line = new AddressedLine(addresses, MOST_WAITING, {
      wantsAddresses: () => this.#table.followsAddresses,
      deliver: (change, address) => {
        this.#notify(change, address);
      },
      overflowed: () => {
        this.#overflowed();
      },
      onFailure,
    });
    handlers.handle(Subscribe, (message, { peer }) => {
      this.#subscribe(peer, message);
    });
    handlers.handle(Unsubscribe, ({ id }, { peer }) => {
      this.#table.delete(peer, id);
      this.#trackIfNeeded();
    });
  }

  closed(peer: PeerId): void {
    this.#table.deletePeer(peer);
    this.#logged.delete(peer);
    this.#trackIfNeeded();
  }

  async stop(): Promise<void> {
    this.#table.clear();
    this.#trackIfNeeded();
    await this.#line.stop();
  }

  stats(): SubscriptionStats {
    return {
      subscriptions: this.#table.size,
      followed: this.#table.followed,
      notified: this.#notified,
      refused: this.#refused,
      ended: this.#ended,
    };
  }

  #subscribe(peer: PeerId, { id, addresses, outpoints }: Subscribe): void {
    if (addresses.length + outpoints.length === 0) {
      this.#refused++;
      throw new ResponseError(ErrorCode.MALFORMED, 'a subscription to nothing');
    }
    // Subscribe has no response: the subscriber knows the limits, and its own count.
    if (!this.#table.set(peer, id, addresses, outpoints.map(outputKey))) {
      this.#refused++;
      if (!this.#logged.has(peer)) this.#log.warn('subscription beyond the limits', { peer, id });
      this.#logged.add(peer);
    }
    this.#trackIfNeeded();
  }

  // Changes are made only where somebody hears of them.
  #trackIfNeeded(): void {
    if (this.#table.size === 0) {
      this.#stopTracking?.();
      this.#stopTracking = undefined;
      return;
    }
    this.#stopTracking ??= this.#tracker.onChange((change) => {
      this.#line.push(change);
    });
  }

  #notify({ output, outpoint, state, timestamp }: UtxoStateChange, address: string | undefined): void {
    const peers = this.#table.peersOf(output, address);
    if (peers.size === 0) return;
    const frame = UTXOStateNotification.frame({ outpoint, newState: { state }, timestamp });
    for (const peer of peers) {
      if (this.#send(peer, frame)) continue;
      this.#ended += this.#table.deletePeer(peer);
      this.#log.info('subscriptions ended', { peer, reason: 'the peer is too slow' });
      this.#trackIfNeeded();
    }
  }

  #send(peer: PeerId, frame: Frame): boolean {
    try {
      const isFast = this.#sender.send(peer, frame);
      this.#notified++;
      return isFast;
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      return false;
    }
  }

  #overflowed(): void {
    const ended = this.#table.clear();
    this.#ended += ended;
    this.#log.warn('subscriptions ended', { ended, reason: 'more changes than could be looked up' });
    this.#trackIfNeeded();
  }
}

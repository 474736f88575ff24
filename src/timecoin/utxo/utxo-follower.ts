import { Subscribe, Unsubscribe, UTXOStateNotification } from '../../../generated/timecoin/utxo.js';
import type { OutPoint } from '../../../generated/timecoin/types.js';
import { EventHub } from '../../node/events.js';
import { PeerError } from '../../peer/errors.js';
import type { PeerId } from '../../peer/peer.js';
import { RateBucket } from '../../peer/rate-meter.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Frame } from '../../wire/frame.js';
import type { HandlerTable } from '../chain/chain-handlers.js';
import type { PeerRequests } from '../peer-requests.js';
import { UtxoError } from '../errors.js';
import type { Part } from '../part.js';
import { outputKey } from '../transactions/transaction.js';
import { AddressedLine } from './addressed-line.js';
import type { NamedOutput, OutputAddresses } from './output-addresses.js';
import { subscriptionLimits } from './subscription-table.js';
import type { FrameSender } from './subscriptions.js';
import type { StateOfUtxo } from './utxo-states.js';

/** What to follow; at least one address or output. */
export interface UtxoInterest {
  readonly addresses?: readonly string[] | undefined;
  readonly outpoints?: readonly OutPoint[] | undefined;
}

/** What a peer told of an output. Only the peer's word: nothing proves it. */
export interface UtxoNews {
  readonly peer: PeerId;
  readonly outpoint: OutPoint;
  readonly state: StateOfUtxo;
  /** When it changed, in Unix seconds. */
  readonly timestamp: number;
}

interface Following {
  readonly id: string;
  readonly addresses: ReadonlySet<string>;
  /** By key. */
  readonly outputs: ReadonlySet<string>;
  readonly subscribe: Frame;
  readonly events: EventHub<{ news: [UtxoNews] }>;
  /** Whether the peer of the present connection was told. */
  isSent: boolean;
}

interface FollowedPeer {
  readonly followings: Set<Following>;
  /** What the present connection may still send; undefined without one. */
  bucket: RateBucket | undefined;
  timer: Timer | undefined;
}

type News = UtxoNews & NamedOutput;

// News that wait for the addresses of their outputs; each may hold on to what came with it.
const MOST_WAITING = 1_000;

/** The node's own subscriptions at its peers, made again whenever a peer is connected again. */
export class UtxoFollower implements Part {
  readonly #sender: FrameSender;
  readonly #links: Pick<PeerRequests, 'connectedIds'>;
  readonly #clock: Clock;
  readonly #peers = new Map<PeerId, FollowedPeer>();
  readonly #line: AddressedLine<News>;
  #ids = 0;
  #ignored = 0;

  constructor(
    handlers: HandlerTable,
    sender: FrameSender,
    links: Pick<PeerRequests, 'connectedIds'>,
    addresses: OutputAddresses,
    clock: Clock,
    onFailure: (error: unknown) => void,
  ) {
    this.#sender = sender;
    this.#links = links;
    this.#clock = clock;
    this.#line = new AddressedLine(addresses, MOST_WAITING, {
      wantsAddresses: () => [...this.#peers.values()].some(followsAddresses),
      deliver: (news, address) => {
        this.#deliver(news, address);
      },
      overflowed: (lost) => {
        this.#ignored += lost;
      },
      onFailure,
    });
    handlers.handle(UTXOStateNotification, (notification, { peer }) => {
      this.#handleNotification(peer, notification);
    });
  }

  /** Notifications that no subscription asked for, or that came faster than they could be matched. */
  get ignored(): number {
    return this.#ignored;
  }

  /**
   * Calls `listener` for what a peer tells of some addresses and outputs, from now on and whenever the peer is connected.
   * Returns what ends that. Throws UtxoError NOTHING or FULL.
   */
  follow(peer: PeerId, interest: UtxoInterest, listener: (news: UtxoNews) => void): () => void {
    const following = this.#make(interest, listener);
    const followed = this.#peerOf(peer);
    try {
      checkRoom(followed, following);
    } catch (error) {
      this.#forgetIfEmpty(peer, followed);
      throw error;
    }
    followed.followings.add(following);
    this.#subscribe(peer, followed);
    return () => {
      this.#unfollow(peer, followed, following);
    };
  }

  opened(peer: PeerId): void {
    const followed = this.#peers.get(peer);
    if (followed === undefined) return;
    this.#begin(followed);
    this.#subscribe(peer, followed);
  }

  closed(peer: PeerId): void {
    const followed = this.#peers.get(peer);
    if (followed === undefined) return;
    followed.bucket = undefined;
    followed.timer?.cancel();
    followed.timer = undefined;
  }

  async stop(): Promise<void> {
    for (const { timer } of this.#peers.values()) timer?.cancel();
    this.#peers.clear();
    await this.#line.stop();
  }

  #make({ addresses = [], outpoints = [] }: UtxoInterest, listener: (news: UtxoNews) => void): Following {
    if (addresses.length + outpoints.length === 0) {
      throw new UtxoError('NOTHING', 'a subscription needs an address or an output');
    }
    const id = String(++this.#ids);
    const events = new EventHub<{ news: [UtxoNews] }>();
    events.on('news', listener);
    return {
      id,
      addresses: new Set(addresses),
      outputs: new Set(outpoints.map(outputKey)),
      subscribe: Subscribe.frame({ id, addresses: [...addresses], outpoints: [...outpoints] }),
      events,
      isSent: false,
    };
  }

  #peerOf(peer: PeerId): FollowedPeer {
    let followed = this.#peers.get(peer);
    if (followed === undefined) {
      followed = { followings: new Set(), bucket: undefined, timer: undefined };
      this.#peers.set(peer, followed);
      if (this.#links.connectedIds().includes(peer)) this.#begin(followed);
    }
    return followed;
  }

  #begin(followed: FollowedPeer): void {
    const { rate } = Subscribe;
    followed.bucket = rate && new RateBucket(rate);
    for (const following of followed.followings) following.isSent = false;
  }

  /** Sends what the peer was not told, as fast as the schema lets it. */
  #subscribe(peer: PeerId, followed: FollowedPeer): void {
    const { bucket, followings } = followed;
    if (bucket === undefined || followed.timer !== undefined) return;
    for (const following of followings) {
      if (following.isSent) continue;
      const waitMs = bucket.waitMs(this.#clock.now());
      if (waitMs > 0) {
        followed.timer = this.#clock.schedule(waitMs, () => {
          followed.timer = undefined;
          this.#subscribe(peer, followed);
        });
        return;
      }
      bucket.take(this.#clock.now());
      following.isSent = this.#send(peer, following.subscribe);
    }
  }

  #unfollow(peer: PeerId, followed: FollowedPeer, following: Following): void {
    if (!followed.followings.delete(following)) return;
    if (following.isSent && followed.bucket !== undefined) {
      this.#send(peer, Unsubscribe.frame({ id: following.id }));
    }
    this.#forgetIfEmpty(peer, followed);
  }

  #forgetIfEmpty(peer: PeerId, followed: FollowedPeer): void {
    if (followed.followings.size > 0 || this.#peers.get(peer) !== followed) return;
    followed.timer?.cancel();
    this.#peers.delete(peer);
  }

  #send(peer: PeerId, frame: Frame): boolean {
    try {
      this.#sender.send(peer, frame);
      return true;
    } catch (error) {
      // It is just leaving: what is not sent now is sent when it is back.
      if (!(error instanceof PeerError)) throw error;
      return false;
    }
  }

  #handleNotification(peer: PeerId, { outpoint, newState, timestamp }: UTXOStateNotification): void {
    const state = newState?.state;
    if (outpoint === undefined || state === undefined || !this.#peers.has(peer)) {
      this.#ignored++;
      return;
    }
    this.#line.push({ peer, output: outputKey(outpoint), outpoint, state, timestamp });
  }

  #deliver(news: News, address: string | undefined): void {
    const followings = [...(this.#peers.get(news.peer)?.followings ?? [])];
    let interested = followings.filter(
      ({ outputs, addresses }) =>
        outputs.has(news.output) || (address !== undefined && addresses.has(address)),
    );
    // A notification does not name its address, and the output may be unknown here: whom else could it be about.
    if (interested.length === 0 && address === undefined) {
      interested = followings.filter(({ addresses }) => addresses.size > 0);
    }
    if (interested.length === 0) this.#ignored++;
    const { peer, outpoint, state, timestamp } = news;
    for (const { events } of interested) events.emit('news', { peer, outpoint, state, timestamp });
  }
}

function followsAddresses({ followings }: FollowedPeer): boolean {
  for (const { addresses } of followings) if (addresses.size > 0) return true;
  return false;
}

// Beyond these a peer drops a subscription without a word.
function checkRoom({ followings }: FollowedPeer, added: Following): void {
  const all = [...followings, added];
  const sum = (of: (each: Following) => number): number => all.reduce((total, each) => total + of(each), 0);
  const { subscriptions, addresses, outpoints } = subscriptionLimits;
  if (all.length <= subscriptions && sum((each) => each.addresses.size) <= addresses) {
    if (sum((each) => each.outputs.size) <= outpoints) return;
  }
  throw new UtxoError(
    'FULL',
    `a peer takes ${subscriptions} subscriptions to ${addresses} addresses and ${outpoints} outputs`,
  );
}

import type { PeerId } from '../peer/peer.js';
import type { Runtime, Timer } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { reasonOf } from '../platform/reason.js';
import type { AddressBook, KnownAddress } from './address-book.js';
import type { Dialer, DialTarget } from './dialer.js';
import type { Guard } from './guard.js';
import type { Places } from './places.js';
import type { QualityMeter } from './quality-meter.js';

/** How often what should be is compared with what is. */
const UPKEEP_MS = 30_000;
/** After this long a kept address that was given up may be tried again: the configuration names it all the time. */
const KEPT_REST_MS = 60 * 60_000;
/** A target with more failures than this is unlikely enough that another is tried meanwhile. */
const LIKELY_FAILURES = 1;
/** A full house swaps at most one connection in this time, and does not try the same address sooner than in an hour. */
const SWAP_MS = 5 * 60_000;
const SWAP_AGAIN_MS = 60 * 60_000;

/** What upkeep reads of the node around it. */
export interface UpkeepView {
  readonly self: PeerId;
  connectionCount(): number;
  isConnected(peer: PeerId): boolean;
  dial(address: string): void;
}

export interface UpkeepParts {
  readonly dialer: Dialer;
  readonly book: AddressBook;
  readonly guard: Guard;
  readonly places: Places;
  readonly meter: QualityMeter;
}

/** Every 30 s: dials known addresses while there are too few connections, looks for better ones, and saves what is known. */
export class Upkeep {
  readonly #runtime: Runtime;
  readonly #log: Log;
  readonly #parts: UpkeepParts;
  readonly #view: UpkeepView;
  /** Addresses that were to replace a connection, with the time of it. */
  readonly #challenged = new Map<string, number>();
  #lastSwap: number;
  #timer: Timer | undefined;

  constructor(runtime: Runtime, log: Log, parts: UpkeepParts, view: UpkeepView) {
    this.#runtime = runtime;
    this.#log = log;
    this.#parts = parts;
    this.#view = view;
    this.#lastSwap = runtime.clock.now();
  }

  start(): void {
    const { dialer, meter } = this.#parts;
    this.#timer = this.#runtime.clock.schedule(UPKEEP_MS, () => {
      this.start();
      dialer.review();
      meter.review();
      this.#dialKept();
      this.dialMore();
      this.#swap();
      this.#save();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Dials preferred addresses as far as their places are free, then others as far as connections are missing. */
  dialMore(): void {
    const { book, dialer, places } = this.#parts;
    const trying = dialer.targets().filter(isLikely);
    const preferred = trying.filter(({ address }) => places.isPreferred(address)).length;
    let missing = places.preferredMissing - preferred;
    const wanted = [...places.preferred].map((address) => ({ address, score: book.score(address) }));
    for (const { address } of wanted.sort((a, b) => b.score - a.score)) {
      if (missing <= 0) break;
      if (!this.#mayTry(address)) continue;
      this.#view.dial(address);
      missing--;
    }
    missing = places.ordinaryMissing - (trying.length - preferred);
    // Those who are preferred have their share: beyond it they come after the others.
    for (const isPreferred of [false, true]) {
      if (missing <= 0) return;
      const isCandidate = ({ address }: KnownAddress): boolean =>
        places.isPreferred(address) === isPreferred && this.#mayTry(address);
      for (const { address } of book.best(missing, isCandidate)) {
        this.#view.dial(address);
        missing--;
      }
    }
  }

  /** Whether anything speaks for a connection to an address that is not connected, or will be. */
  isHopeful(address: string): boolean {
    const { book, dialer, guard } = this.#parts;
    const peer = book.get(address)?.peer;
    if (book.isOwn(address) || peer === this.#view.self || guard.bannedForMs(address, peer) > 0) return false;
    return dialer.target(address)?.state !== 'resting';
  }

  /**
   * Dials kept addresses again that were given up, whatever number of connections there is: two parts of a network that
   * lost each other for long, each with connections enough, would never find together.
   */
  #dialKept(): void {
    const { dialer, places } = this.#parts;
    const now = this.#runtime.clock.now();
    for (const { address, state, restingSince } of dialer.targets()) {
      if (state !== 'resting' || now - restingSince < KEPT_REST_MS) continue;
      if (places.isKept(address) && this.#mayTry(address)) this.#view.dial(address);
    }
  }

  #swap(): void {
    const now = this.#runtime.clock.now();
    if (now - this.#lastSwap < SWAP_MS) return;
    this.#lastSwap = now;
    for (const [address, at] of this.#challenged) {
      if (now - at >= SWAP_AGAIN_MS) this.#challenged.delete(address);
    }
    const address = this.#parts.places.challenge(
      (known) => !this.#challenged.has(known) && this.#mayTry(known),
    );
    if (address === undefined) return;
    this.#challenged.set(address, now);
    this.#view.dial(address);
  }

  #mayTry(address: string): boolean {
    const { book, dialer, guard } = this.#parts;
    const peer = book.get(address)?.peer;
    if (book.isOwn(address) || guard.bannedForMs(address, peer) > 0) return false;
    if (peer !== undefined && (peer === this.#view.self || this.#view.isConnected(peer))) return false;
    const target = dialer.target(address);
    return target === undefined || (target.state === 'resting' && this.#mayReturn(target));
  }

  /** An address that was given up comes back when someone names it again, and to a node that has nobody left. */
  #mayReturn({ address, restingSince, restMs, unwelcome, offeredAgain }: DialTarget): boolean {
    const restedMs = this.#runtime.clock.now() - restingSince;
    if (restedMs < restMs) return false;
    if (unwelcome || offeredAgain || this.#view.connectionCount() === 0) return true;
    return restedMs >= KEPT_REST_MS && this.#parts.places.isKept(address);
  }

  #save(): void {
    const notSaved = (what: string) => (error: unknown) => {
      this.#log.error(`${what} not saved`, { error: reasonOf(error) });
    };
    this.#parts.book.flush().catch(notSaved('address book'));
    this.#parts.guard.flush().catch(notSaved('bans'));
  }
}

/** Whether a connection may soon come of a target. */
function isLikely({ state, failures }: DialTarget): boolean {
  return state === 'dialling' || (state === 'waiting' && failures <= LIKELY_FAILURES);
}

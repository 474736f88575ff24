import type { PeerConnection } from '../peer/connection.js';
import type { Disconnect, PeerId } from '../peer/peer.js';
import type { Runtime, Timer } from '../platform/clock.js';
import { reasonOf } from '../platform/reason.js';
import type { Transport } from '../transport/transport.js';
import { GoodbyeCode } from '../wire/codes.js';
import type { ReconnectOptions } from './backoff.js';
import { backoffMs } from './backoff.js';
import { type DialFailure, failureOf } from './dial-failure.js';

/** What the dialer needs of the node around it. */
export interface DialerLinks {
  dial(address: string, signal: AbortSignal): Promise<Transport>;
  attach(transport: Transport): PeerConnection;
  isConnected(peer: PeerId): boolean;
  /** Whether an address whose time has come is dialled, waits for a free place, or is not wanted any more. */
  verdict(address: string): DialVerdict;
  /** Preferred ones go first, and are given up later. */
  isPreferred(address: string): boolean;
  onSuccess(address: string, peer: PeerId): void;
  onFailure(address: string): void;
  /** There was not even a link. */
  onUnreachable(address: string, reason: string): void;
  /** The address is this node's own. */
  onSelf(address: string): void;
}

export type DialVerdict = 'dial' | 'wait' | 'drop';

/**
 * `waiting` for its time or a free place · `dialling` until the connection is open · `linked`: a connection to the peer
 * that answers there is open, whoever dialled it · `resting` until it is offered again.
 */
export type TargetState = 'waiting' | 'dialling' | 'linked' | 'resting';

export interface DialTarget {
  readonly address: string;
  readonly state: TargetState;
  readonly failures: number;
  /** Of the last dial, if it failed. */
  readonly failure: DialFailure | undefined;
  /** Node id that answered there last. */
  readonly peer: PeerId | undefined;
  /** Monotonic time since which it rests. */
  readonly restingSince: number;
  /** Whether it rests because the peer said not to come again, or because disconnect() was called. */
  readonly unwelcome: boolean;
  /** For how long it must rest, before anything may bring it back but dial(). */
  readonly restMs: number;
  /** Whether someone has named the address since it rests. */
  readonly offeredAgain: boolean;
}

type Target = { -readonly [K in keyof DialTarget]: DialTarget[K] } & {
  timer: Timer | undefined;
  abort: AbortController | undefined;
  /** Whether it waits or rests for a ban of ours. */
  banned: boolean;
};

/** A Goodbye can ask to stay away for an hour, not for weeks. */
const LONGEST_RETRY_AFTER_MS = 60 * 60_000;
/** Nothing lasts for ever: the node behind an address, or its mind, may change. */
const UNWELCOME_MS = 24 * 60 * 60_000;

/** Keeps connections to the addresses it was offered: dials, waits, dials again, and knows when not to. */
export class Dialer {
  readonly #runtime: Runtime;
  readonly #links: DialerLinks;
  readonly #reconnect: ReconnectOptions;
  readonly #concurrency: number;
  readonly #maxTargets: number;
  readonly #targets = new Map<string, Target>();
  /** Connections it dialled, from attach to end, and those of them that are not yet open. */
  readonly #dialled = new Map<PeerConnection, Target>();
  readonly #opening = new Set<PeerConnection>();
  readonly #due: Target[] = [];
  #dials = 0;
  #stopped = false;

  constructor(
    runtime: Runtime,
    links: DialerLinks,
    reconnect: ReconnectOptions,
    caps: { readonly concurrency: number; readonly maxTargets: number },
  ) {
    this.#runtime = runtime;
    this.#links = links;
    this.#reconnect = reconnect;
    this.#concurrency = caps.concurrency;
    this.#maxTargets = caps.maxTargets;
  }

  /** Dials an address now and keeps at it; one that rests starts afresh. False when there are too many already. */
  offer(address: string, peer?: PeerId): boolean {
    if (this.#stopped) return false;
    let target = this.#targets.get(address);
    if (target !== undefined && target.state !== 'resting') return true;
    if (target === undefined) {
      if (this.#targets.size >= this.#maxTargets && !this.#dropOneResting()) return false;
      target = newTarget(address, peer);
      this.#targets.set(address, target);
    }
    target.failures = 0;
    this.#wait(target, 0);
    return true;
  }

  /** Someone named an address. One that rests may be dialled again for that, when its rest is over. */
  offerAgain(address: string): void {
    const target = this.#targets.get(address);
    if (target?.state === 'resting') target.offeredAgain = true;
  }

  /** Dials an address no more for a day, whoever names it. */
  dismiss(address: string, peer: PeerId): void {
    this.forget(address);
    if (this.#stopped || (this.#targets.size >= this.#maxTargets && !this.#dropOneResting())) return;
    const target = newTarget(address, peer);
    this.#targets.set(address, target);
    this.#rest(target, UNWELCOME_MS);
  }

  /** Dials again at once what waits or rests for a ban of ours that `isLifted` says is none any more. */
  release(isLifted: (target: DialTarget) => boolean): void {
    for (const target of this.#targets.values()) {
      if (target.banned && isLifted(target)) this.#wait(target, 0);
    }
  }

  /** Stops dialling an address; a connection that is open stays. */
  forget(address: string): void {
    const target = this.#targets.get(address);
    if (target === undefined) return;
    this.#targets.delete(address);
    target.state = 'resting';
    target.timer?.cancel();
    target.abort?.abort();
  }

  target(address: string): DialTarget | undefined {
    return this.#targets.get(address);
  }

  targets(): DialTarget[] {
    return [...this.#targets.values()];
  }

  /** A connection opened, ours or theirs. Addresses where this peer answers need no dialling while it lasts. */
  opened(connection: PeerConnection, peer: PeerId): void {
    const dialled = this.#dialled.get(connection);
    this.#opening.delete(connection);
    if (dialled !== undefined) {
      dialled.peer = peer;
      dialled.failures = 0;
      dialled.failure = undefined;
      this.#links.onSuccess(dialled.address, peer);
      if (this.#isKept(dialled)) dialled.state = 'linked';
    }
    for (const target of this.#targets.values()) {
      if (target.peer !== peer || target.state !== 'waiting') continue;
      target.timer?.cancel();
      target.state = 'linked';
      target.banned = false;
    }
    this.#dialDue();
  }

  /** A connection ended, opened or not; `peer` as far as it said who it is. */
  ended(connection: PeerConnection, disconnect: Disconnect, peer: PeerId | undefined): void {
    const dialled = this.#dialled.get(connection);
    this.#dialled.delete(connection);
    const wasOpen = !this.#opening.delete(connection);
    if (dialled !== undefined) {
      if (peer !== undefined) dialled.peer = peer;
      if (!wasOpen) dialled.failure = failureOf(disconnect);
      if (this.#isKept(dialled)) this.#after(dialled, disconnect, wasOpen);
    }
    this.review();
  }

  /** Takes up again every address whose peer is no longer connected. Also called now and then, so that no state lasts. */
  review(): void {
    for (const target of this.#targets.values()) {
      if (target.state !== 'linked' || (target.peer !== undefined && this.#links.isConnected(target.peer)))
        continue;
      this.#waitAfterFailures(target);
    }
    this.#dialDue();
  }

  stop(): void {
    this.#stopped = true;
    for (const target of [...this.#targets.values()]) this.forget(target.address);
    this.#due.length = 0;
  }

  #wait(target: Target, delayMs: number): void {
    if (this.#stopped) return;
    target.state = 'waiting';
    target.unwelcome = target.banned = target.offeredAgain = false;
    target.timer?.cancel();
    target.timer = this.#runtime.clock.schedule(delayMs, () => {
      this.#due.push(target);
      this.#dialDue();
    });
  }

  #waitAfterFailures(target: Target): void {
    this.#wait(target, backoffMs(target.failures, this.#reconnect, this.#runtime.random));
  }

  #dialDue(): void {
    while (this.#dials + this.#opening.size < this.#concurrency) {
      const target = this.#nextDue();
      if (target === undefined) return;
      if (target.state !== 'waiting' || !this.#isKept(target)) continue;
      if (target.peer !== undefined && this.#links.isConnected(target.peer)) {
        target.state = 'linked';
        continue;
      }
      const verdict = this.#links.verdict(target.address);
      if (verdict === 'dial') void this.#dial(target);
      else if (verdict === 'wait') this.#waitAfterFailures(target);
      else this.forget(target.address);
    }
  }

  #nextDue(): Target | undefined {
    const preferred = this.#due.findIndex(({ address }) => this.#links.isPreferred(address));
    return preferred > 0 ? this.#due.splice(preferred, 1)[0] : this.#due.shift();
  }

  async #dial(target: Target): Promise<void> {
    const abort = new AbortController();
    target.state = 'dialling';
    // What a ban made it wait for is over.
    target.banned = false;
    target.abort = abort;
    this.#dials++;
    try {
      const transport = await this.#links.dial(target.address, abort.signal);
      if (this.#isKept(target)) this.#attach(target, transport);
      else transport.destroy();
    } catch (error) {
      if (this.#isKept(target)) {
        target.failure = { reason: reasonOf(error) };
        this.#links.onUnreachable(target.address, target.failure.reason);
        this.#failed(target);
      }
    } finally {
      this.#dials--;
      this.#dialDue();
    }
  }

  #attach(target: Target, transport: Transport): void {
    const connection = this.#links.attach(transport);
    this.#dialled.set(connection, target);
    this.#opening.add(connection);
  }

  /** WIRE.md, "Goodbye codes": what a dialler does. Unknown codes count by their group of ten. */
  #after(target: Target, disconnect: Disconnect, wasOpen: boolean): void {
    const { code, retryAfterMs } = disconnect;
    if (
      code === GoodbyeCode.DUPLICATE ||
      (target.peer !== undefined && this.#links.isConnected(target.peer))
    ) {
      // The pair has its connection. Should it be gone without a word, review() finds out.
      target.state = 'linked';
      return;
    }
    const isOwnBan = code === GoodbyeCode.BANNED && disconnect.by === 'local';
    if (isOwnBan && retryAfterMs > 0) {
      // We know when it ends.
      this.#wait(target, retryAfterMs);
      target.banned = true;
      return;
    }
    const group = Math.floor(code / 10);
    if (group === 1) {
      if (code === GoodbyeCode.SELF) this.#links.onSelf(target.address);
      this.#rest(target, UNWELCOME_MS);
      target.banned = isOwnBan;
      return;
    }
    if (group === 2) {
      if (!wasOpen) target.failures++;
      if (target.failures >= this.#attempts(target)) return this.#rest(target);
      const asked = Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
      this.#wait(target, Math.max(asked, backoffMs(target.failures, this.#reconnect, this.#runtime.random)));
      return;
    }
    if (wasOpen && group !== 3) this.#waitAfterFailures(target);
    else this.#failed(target);
  }

  #failed(target: Target): void {
    target.failures++;
    this.#links.onFailure(target.address);
    if (target.failures >= this.#attempts(target)) this.#rest(target);
    else this.#waitAfterFailures(target);
  }

  #attempts({ address }: Target): number {
    const { attempts, preferredAttempts } = this.#reconnect;
    return this.#links.isPreferred(address) ? preferredAttempts : attempts;
  }

  /** Without a time it rests for the longest wait, so that whoever names it cannot have it dialled faster than before. */
  #rest(target: Target, unwelcomeMs?: number): void {
    target.state = 'resting';
    target.restingSince = this.#runtime.clock.now();
    target.restMs = unwelcomeMs ?? this.#reconnect.maxMs;
    target.unwelcome = unwelcomeMs !== undefined;
    target.offeredAgain = false;
  }

  #isKept(target: Target): boolean {
    return this.#targets.get(target.address) === target;
  }

  #dropOneResting(): boolean {
    for (const target of this.#targets.values()) {
      if (target.state !== 'resting') continue;
      this.#targets.delete(target.address);
      return true;
    }
    return false;
  }
}

function newTarget(address: string, peer: PeerId | undefined): Target {
  return {
    address,
    peer,
    state: 'waiting',
    failures: 0,
    failure: undefined,
    restingSince: 0,
    unwelcome: false,
    restMs: 0,
    offeredAgain: false,
    banned: false,
    timer: undefined,
    abort: undefined,
  };
}

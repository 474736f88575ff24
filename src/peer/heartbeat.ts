import type { Clock, Random } from '../platform/clock.js';
import type { Checked, HeartbeatRound } from './heartbeat-round.js';
import type { ConnectionLimits } from './limits.js';
import type { RoundTrip } from './round-trip.js';

/** Pings that may be unanswered at once (WIRE.md §11.7). */
const MAX_UNANSWERED = 4;
/** A Ping may go out so much before its time, with those of other peers: then their timers become one. */
const EARLY_SHARE = 1 / 30;

/** What the heartbeats of a registry share. */
export interface HeartbeatServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: ConnectionLimits;
  readonly heartbeats: HeartbeatRound;
}

/** What a heartbeat needs of its connection. */
export interface HeartbeatOwner {
  sendPing(nonce: bigint): void;
  /** No sign of life in time: the peer is gone. */
  lifeEnded(problem: string): void;
}

export interface HeartbeatStats {
  readonly pingsSent: number;
  readonly pongsMatched: number;
  readonly pongsUnmatched: number;
  /** Smoothed round trip; NaN before it was measured. */
  readonly rttMs: number;
}

/**
 * Asks a silent peer for a sign of life, and notices when none comes (WIRE.md §14). How long it waits after a Ping is
 * learned from the round trips; the limits bound it.
 */
export class Heartbeat implements Checked {
  /** For the round: see Checked. */
  dueAt = Infinity;
  checkableAt = Infinity;
  readonly #services: HeartbeatServices;
  readonly #roundTrip: RoundTrip;
  readonly #owner: HeartbeatOwner;
  /** When each unanswered Ping left, by nonce. */
  #unanswered: Map<bigint, number> | undefined;
  #probes: (() => void)[] | undefined;
  #lastLife = 0;
  /** When an Ack, Credit, Pong or response last came: no Ping goes for an interval. */
  #lastAnswer = 0;
  #lastPing = 0;
  #waitUntil = 0;
  #pingsSinceLife = 0;
  #pingsSent = 0;
  #pongsMatched = 0;
  #pongsUnmatched = 0;

  constructor(services: HeartbeatServices, roundTrip: RoundTrip, owner: HeartbeatOwner) {
    this.#services = services;
    this.#roundTrip = roundTrip;
    this.#owner = owner;
  }

  start(): void {
    this.#lastLife = this.#lastAnswer = this.#lastPing = this.#services.clock.now();
    this.#plan();
    this.#services.heartbeats.join(this);
  }

  stop(): void {
    this.#services.heartbeats.leave(this);
    this.#unanswered = this.#probes = undefined;
  }

  /** A complete valid frame other than an unmatched Pong came. */
  heard(now: number): void {
    this.#lastLife = now;
    this.#pingsSinceLife = 0;
  }

  /** What was just heard answers something of ours: Ack, Credit or response. */
  heardAnswer(): void {
    this.#lastAnswer = this.#lastLife;
  }

  /** False if no Ping had this nonce: then the Pong is no sign of life. */
  handlePong(nonce: bigint, now: number): boolean {
    const sentAt = this.#unanswered?.get(nonce);
    if (sentAt === undefined) {
      this.#pongsUnmatched++;
      return false;
    }
    this.#unanswered?.delete(nonce);
    if (this.#unanswered?.size === 0) this.#unanswered = undefined;
    this.#pongsMatched++;
    // No two Pings share a nonce, so every sample is good (Karn's rule).
    this.#roundTrip.sample(now - sentAt);
    this.heard(now);
    this.heardAnswer();
    const probes = this.#probes ?? [];
    this.#probes = undefined;
    for (const answered of probes) answered();
    return true;
  }

  /** Pings now, and calls back at the next matched Pong. */
  probe(answered: () => void): void {
    this.#probes ??= [];
    this.#probes.push(answered);
    this.#ping(this.#services.clock.now());
    this.#services.heartbeats.sooner(this);
  }

  stats(): HeartbeatStats {
    return {
      pingsSent: this.#pingsSent,
      pongsMatched: this.#pongsMatched,
      pongsUnmatched: this.#pongsUnmatched,
      rttMs: this.#roundTrip.smoothedMs,
    };
  }

  check(now: number): void {
    const { pongTimeoutMs, missedPongs } = this.#services.limits;
    if (now - this.#lastLife >= pongTimeoutMs) {
      this.#owner.lifeEnded(`no sign of life for ${pongTimeoutMs} ms`);
    } else if (this.#pingsSinceLife > 0 && now >= this.#waitUntil) {
      if (this.#pingsSinceLife >= missedPongs) {
        this.#owner.lifeEnded(`no sign of life after ${missedPongs} Pings`);
        return;
      }
      this.#roundTrip.backOff();
      this.#ping(now);
    } else {
      this.#plan();
      if (this.#pingsSinceLife === 0 && now >= this.checkableAt) this.#ping(now);
    }
  }

  #plan(): void {
    const { pingIntervalMs, pongTimeoutMs } = this.#services.limits;
    const isWaiting = this.#pingsSinceLife > 0;
    // From the last sign, not from when a Ping was due: a stall never bursts.
    const next = isWaiting ? this.#waitUntil : Math.max(this.#lastAnswer, this.#lastPing) + pingIntervalMs;
    this.checkableAt = isWaiting ? next : next - pingIntervalMs * EARLY_SHARE;
    this.dueAt = Math.min(next, this.#lastLife + pongTimeoutMs);
  }

  #ping(now: number): void {
    const { limits, random } = this.#services;
    this.#lastPing = now;
    this.#waitUntil = now + this.#roundTrip.timeoutMs(limits.pongWaitLeastMs, limits.pingIntervalMs);
    this.#unanswered ??= new Map();
    if (this.#unanswered.size < MAX_UNANSWERED) {
      const nonce = nonceOf(random.bytes(8));
      this.#unanswered.set(nonce, now);
      this.#pingsSinceLife++;
      this.#pingsSent++;
      this.#owner.sendPing(nonce);
    }
    this.#plan();
  }
}

function nonceOf(bytes: Uint8Array): bigint {
  return bytes.reduce((nonce, byte) => (nonce << 8n) | BigInt(byte), 0n);
}

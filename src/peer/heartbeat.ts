import type { Runtime, Timer } from '../platform/clock.js';
import type { ConnectionLimits } from './limits.js';

/** Pings that may be unanswered at once (WIRE.md §11.7). */
const MAX_UNANSWERED = 4;

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
  /** Smoothed round trip; NaN before the first Pong. */
  readonly rttMs: number;
}

/** Asks a silent peer for a sign of life, and notices when none comes (WIRE.md §14). */
export class Heartbeat {
  readonly #runtime: Runtime;
  readonly #limits: ConnectionLimits;
  readonly #owner: HeartbeatOwner;
  /** When each unanswered Ping left, by nonce. */
  #unanswered: Map<bigint, number> | undefined;
  #probes: (() => void)[] = [];
  #timer: Timer | undefined;
  #lastLife = 0;
  #nextPing = 0;
  /** Whether an Ack, Credit, Pong or response came since the last Ping was due: then the next one is left out. */
  #wasAnswered = false;
  #pingsSinceLife = 0;
  #pingsSent = 0;
  #pongsMatched = 0;
  #pongsUnmatched = 0;
  #rttMs = Number.NaN;

  constructor(runtime: Runtime, limits: ConnectionLimits, owner: HeartbeatOwner) {
    this.#runtime = runtime;
    this.#limits = limits;
    this.#owner = owner;
  }

  start(): void {
    this.#lastLife = this.#runtime.clock.now();
    this.#nextPing = this.#lastLife + this.#limits.pingIntervalMs;
    this.#arm();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#unanswered = undefined;
    this.#probes = [];
  }

  /** A complete valid frame other than an unmatched Pong came. */
  heard(now: number): void {
    this.#lastLife = now;
    this.#pingsSinceLife = 0;
  }

  /** What came answers something of ours: Ack, Credit, Pong or response. */
  heardAnswer(): void {
    this.#wasAnswered = true;
  }

  /** False if no Ping had this nonce: then the Pong is no sign of life. */
  handlePong(nonce: bigint): boolean {
    const sentAt = this.#unanswered?.get(nonce);
    if (sentAt === undefined) {
      this.#pongsUnmatched++;
      return false;
    }
    this.#unanswered?.delete(nonce);
    if (this.#unanswered?.size === 0) this.#unanswered = undefined;
    this.#pongsMatched++;
    const rtt = this.#runtime.clock.now() - sentAt;
    // RFC 6298's weight for a new sample.
    this.#rttMs = Number.isNaN(this.#rttMs) ? rtt : this.#rttMs + (rtt - this.#rttMs) / 8;
    this.heardAnswer();
    const probes = this.#probes;
    this.#probes = [];
    for (const answered of probes) answered();
    return true;
  }

  /** Pings now, and calls back at the next matched Pong. */
  probe(answered: () => void): void {
    this.#probes.push(answered);
    this.#ping();
  }

  stats(): HeartbeatStats {
    return {
      pingsSent: this.#pingsSent,
      pongsMatched: this.#pongsMatched,
      pongsUnmatched: this.#pongsUnmatched,
      rttMs: this.#rttMs,
    };
  }

  #arm(): void {
    const { clock } = this.#runtime;
    const due = Math.min(this.#nextPing, this.#lastLife + this.#limits.pongTimeoutMs);
    // A timer may come a little early: then there is nothing to do yet, nor in the same millisecond.
    this.#timer = clock.schedule(Math.max(1, due - clock.now()), () => this.#check());
  }

  #check(): void {
    const now = this.#runtime.clock.now();
    const { pingIntervalMs, pongTimeoutMs, missedPongs } = this.#limits;
    if (now - this.#lastLife >= pongTimeoutMs) {
      this.#owner.lifeEnded(`no sign of life for ${pongTimeoutMs} ms`);
      return;
    }
    if (now >= this.#nextPing) {
      if (this.#pingsSinceLife >= missedPongs) {
        this.#owner.lifeEnded(`no sign of life after ${missedPongs} Pings`);
        return;
      }
      if (!this.#wasAnswered) this.#ping();
      this.#wasAnswered = false;
      // From now, not from when it was due: a stall never bursts.
      this.#nextPing = now + pingIntervalMs;
    }
    this.#arm();
  }

  #ping(): void {
    this.#unanswered ??= new Map();
    if (this.#unanswered.size >= MAX_UNANSWERED) return;
    const nonce = nonceOf(this.#runtime.random.bytes(8));
    this.#unanswered.set(nonce, this.#runtime.clock.now());
    this.#pingsSinceLife++;
    this.#pingsSent++;
    this.#owner.sendPing(nonce);
  }
}

function nonceOf(bytes: Uint8Array): bigint {
  return bytes.reduce((nonce, byte) => (nonce << 8n) | BigInt(byte), 0n);
}

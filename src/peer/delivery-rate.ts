import { CREDIT_DUE_BYTES } from './credit.js';
import { WindowedMax } from './windowed-max.js';

/** Twice what the link holds keeps it busy, and shows when it has become faster. */
const GAIN = 2;
/** Writes are told apart in steps of so many bytes; a Credit is due after twice as many. */
const STEP_BYTES = CREDIT_DUE_BYTES / 2;
/** Writes of one step so far apart give no round trip. */
const SAME_TIME_MS = 1;
/** For how long the best rate is believed: so many lowest round trips, and no less than so long. */
const RATE_ROUND_TRIPS = 10;
const RATE_LEAST_MS = 1_000;
/** For how long the lowest round trip is believed, and after what time of constant sending it may be asked for again. */
const LOWEST_MS = 10_000;
const BUSY_MS = 1_000;

/** Some bytes that left together, and what was known then. */
interface Step {
  /** Totals of bytes sent, before and with these. */
  readonly start: number;
  end: number;
  readonly firstAt: number;
  lastAt: number;
  /** Total that had arrived, when that was known, and when the last of it had been sent. */
  readonly arrived: number;
  readonly arrivedAt: number;
  readonly arrivedSentAt: number;
  /** So little was in flight that the round trip has no queue of ours in it. */
  isAlone: boolean;
}

/**
 * How much to have in flight to one peer, learned from the totals of its Credits as BBR learns from TCP's
 * acknowledgements: twice delivery rate × lowest round trip. What is beyond waits in our lanes, where a Ping or a HIGH
 * frame overtakes it. The caller says what time it is, in milliseconds.
 */
export class DeliveryRate {
  readonly #steps: Step[] = [];
  readonly #rate = new WindowedMax();
  #sent: number;
  #reported: number;
  /** What the next step will know: as in Step. */
  #arrived: number;
  #arrivedAt = 0;
  #arrivedSentAt = 0;
  /** What left until here says how much we had to send, not how fast the link is. */
  #dryUntil = 0;
  #busySince = 0;
  #lowestMs = Infinity;
  #lowestAt = 0;
  /** No more than that is in flight until one such round trip was seen. */
  #isProbing = false;
  readonly #leastBytes: number;
  #limitBytes: number;
  /** Half of what the link holds: no queue forms. */
  #aloneBytes: number;

  /** Totals of bytes so far: sent, and reported by the peer to have arrived. The limit is never below `leastBytes`. */
  constructor(sent: number, reported: number, leastBytes: number) {
    this.#leastBytes = leastBytes;
    this.#limitBytes = GAIN * leastBytes;
    this.#aloneBytes = leastBytes;
    this.#sent = this.#arrived = sent;
    this.#reported = reported;
  }

  /** More than this need not be in flight. */
  get limitBytes(): number {
    return this.#limitBytes;
  }

  /** Bytes per millisecond; 0 before it was measured. */
  get rate(): number {
    return this.#rate.value;
  }

  /** Milliseconds; Infinity before it was measured. */
  get lowestMs(): number {
    return this.#lowestMs;
  }

  /** `sent` in all, the latest of it now. */
  wrote(sent: number, now: number): void {
    const before = this.#sent;
    this.#sent = sent;
    if (before - this.#reported < CREDIT_DUE_BYTES) this.#restart(before, now);
    const isAlone = before - this.#reported < this.#aloneBytes;
    const last = this.#steps.at(-1);
    if (last !== undefined && sent - last.start <= STEP_BYTES) {
      last.end = sent;
      last.lastAt = now;
      last.isAlone = isAlone;
      return;
    }
    this.#steps.push({
      start: before,
      end: sent,
      firstAt: now,
      lastAt: now,
      arrived: this.#arrived,
      arrivedAt: this.#arrivedAt,
      arrivedSentAt: this.#arrivedSentAt,
      isAlone,
    });
  }

  /** A Credit says that `total` has arrived, more than the one before it said. */
  reported(total: number, now: number): void {
    let left: Step | undefined;
    while (this.#steps[0] !== undefined && this.#steps[0].end <= total) left = this.#steps.shift();
    this.#reported = this.#arrived = total;
    this.#arrivedAt = now;
    if (left !== undefined) {
      this.#arrivedSentAt = left.lastAt;
      this.#sampleRate(left, total, now);
    }
    this.#sampleRoundTrip(left, total, now);
    this.#limit(now);
  }

  /** Everything that was queued has left. */
  ranDry(): void {
    this.#dryUntil = this.#sent;
  }

  // What is still to be reported is less than a Credit is due for, and has long arrived: time counts from now on.
  #restart(sent: number, now: number): void {
    this.#arrived = sent;
    this.#arrivedAt = this.#arrivedSentAt = this.#busySince = now;
  }

  #sampleRate(step: Step, total: number, now: number): void {
    // The slower of how they left and how they arrived: Credits may come in bunches.
    const ms = Math.max(now - step.arrivedAt, step.lastAt - step.arrivedSentAt);
    if (ms <= 0) return;
    const rate = (total - step.arrived) / ms;
    const isLow = step.end <= this.#dryUntil || this.#isProbing;
    if (isLow && rate <= this.#rate.value) return;
    const roundTrips = this.#lowestMs < Infinity ? RATE_ROUND_TRIPS * this.#lowestMs : 0;
    this.#rate.add(rate, now, Math.max(RATE_LEAST_MS, roundTrips));
  }

  #sampleRoundTrip(left: Step | undefined, total: number, now: number): void {
    // The last byte that has arrived left at the end of a step or, as far as can be told, at its beginning.
    const step = left?.end === total ? left : this.#steps[0];
    if (step === undefined || step.start >= total) return;
    if (step !== left && step.lastAt - step.firstAt > SAME_TIME_MS) return;
    const ms = now - (step === left ? step.lastAt : step.firstAt);
    const isOld = now - this.#lowestAt > LOWEST_MS;
    if (ms > this.#lowestMs && !(isOld && step.isAlone)) return;
    this.#lowestMs = ms;
    this.#lowestAt = now;
    this.#isProbing = false;
  }

  #limit(now: number): void {
    const isOld = now - this.#lowestAt > LOWEST_MS;
    this.#isProbing ||= this.#lowestMs < Infinity && isOld && now - this.#busySince > BUSY_MS;
    const held = this.#rate.value * this.#lowestMs;
    if (!(held > 0 && held < Infinity)) return;
    this.#aloneBytes = Math.max(this.#leastBytes, held / 2);
    this.#limitBytes = this.#isProbing ? this.#aloneBytes : Math.max(this.#leastBytes, GAIN * held);
  }
}

import type { PeerId } from '../../peer/peer.js';

/** What an answer with blocks should take: what a list ends at. */
export const ANSWER_BYTES = 1024 * 1024;

// Who was not measured yet is taken for this fast, so that it gets its chance.
const UNMEASURED_RESPONSE_MS = 100;
const UNMEASURED_BYTES_PER_MS = 1_000;
// The first answer of a peer is small: what it can do is not known.
const FIRST_ANSWER_BYTES = 64 * 1024;
// A slow peer gets what it delivers in this time, so that it does not hold up what the others deliver.
const ANSWER_MS = 2_000;
const MOST_PATIENCE = 8;
// The weight of the newest measurement.
const WEIGHT = 0.3;

interface Score {
  responseMs: number | undefined;
  bytesPerMs: number | undefined;
  /** When its last answer with blocks came: the next has the link for itself from then on. */
  answeredAt: number;
  /** Doubles with each stall. */
  patience: number;
}

/** How fast peers answered and delivered, and what is to be expected of them next. */
export class PeerScores {
  readonly #scores = new Map<PeerId, Score>();

  /** A short answer came after `ms`. */
  responded(peer: PeerId, ms: number): void {
    const score = this.#score(peer);
    score.responseMs = averaged(score.responseMs, ms);
  }

  /** An answer with blocks came. */
  delivered(peer: PeerId, bytes: number, askedAt: number, now: number): void {
    const score = this.#score(peer);
    // Of several requests at once the later ones waited for the link.
    const ms = Math.max(1, now - Math.max(askedAt, score.answeredAt));
    score.bytesPerMs = averaged(score.bytesPerMs, bytes / ms);
    score.answeredAt = now;
    score.patience = 1;
  }

  /** It was given up: `bytes` did not come in `ms`. */
  stalled(peer: PeerId, bytes: number, ms: number): void {
    const score = this.#score(peer);
    score.bytesPerMs = Math.min(score.bytesPerMs ?? Infinity, bytes / Math.max(1, ms));
    score.patience = Math.min(MOST_PATIENCE, 2 * score.patience);
  }

  forget(peer: PeerId): void {
    this.#scores.delete(peer);
  }

  isMeasured(peer: PeerId): boolean {
    return this.#scores.get(peer)?.bytesPerMs !== undefined;
  }

  /** How long an answer of that many bytes should take, in milliseconds. */
  expectedMs(peer: PeerId, bytes: number): number {
    const score = this.#scores.get(peer);
    const responseMs = score?.responseMs ?? UNMEASURED_RESPONSE_MS;
    return responseMs + bytes / (score?.bytesPerMs ?? UNMEASURED_BYTES_PER_MS);
  }

  /** Since when a request that was made at `askedAt` has had the peer for itself. */
  waitsSince(peer: PeerId, askedAt: number): number {
    return Math.max(askedAt, this.#scores.get(peer)?.answeredAt ?? -Infinity);
  }

  /** How many bytes of blocks it is to be asked for at once. */
  answerBytes(peer: PeerId): number {
    const rate = this.#scores.get(peer)?.bytesPerMs;
    return rate === undefined ? FIRST_ANSWER_BYTES : Math.min(ANSWER_BYTES, rate * ANSWER_MS);
  }

  /** How often longer than usual it is waited for: who stalled may be slow, and the only one there is. */
  patience(peer: PeerId): number {
    return this.#scores.get(peer)?.patience ?? 1;
  }

  #score(peer: PeerId): Score {
    let score = this.#scores.get(peer);
    if (score === undefined) {
      score = { responseMs: undefined, bytesPerMs: undefined, answeredAt: -Infinity, patience: 1 };
      this.#scores.set(peer, score);
    }
    return score;
  }
}

function averaged(before: number | undefined, now: number): number {
  return before === undefined ? now : before + WEIGHT * (now - before);
}

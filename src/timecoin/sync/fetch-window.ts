import type { PeerId } from '../../peer/peer.js';

/** Heights from `start` to `end`, both included. */
export interface HeightRange {
  readonly start: number;
  readonly end: number;
}

/** A range that a peer was asked for. */
export interface RangeRequest extends HeightRange {
  readonly peer: PeerId;
  /** What its answer is expected to take. */
  readonly bytes: number;
  /** On the monotonic clock. */
  readonly askedAt: number;
}

/** A block that has arrived, encoded. */
export interface FetchedBlock {
  readonly height: number;
  readonly bytes: Uint8Array;
  /** What brought it, and from whom. */
  readonly request: RangeRequest;
}

export interface WindowLimits {
  /** How far ahead of the next block others may be asked for. */
  readonly bufferBlocks: number;
  /** What waits and what is expected, together. */
  readonly bufferBytes: number;
}

/**
 * Which heights are asked for, have arrived or are missing, from the next block that is to be taken on. Blocks arrive in
 * any order and are taken in order. Plans only: it asks nobody, and knows no time.
 */
export class FetchWindow {
  readonly #limits: WindowLimits;
  readonly #requests = new Set<RangeRequest>();
  readonly #blocks = new Map<number, FetchedBlock>();
  #next: number;
  #waitingBytes = 0;
  #expectedBytes = 0;

  constructor(next: number, limits: WindowLimits) {
    this.#next = next;
    this.#limits = limits;
  }

  /** The height that is to be taken next. */
  get next(): number {
    return this.#next;
  }

  /** Blocks that have arrived and were not taken. */
  get waitingBlocks(): number {
    return this.#blocks.size;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get requests(): ReadonlySet<RangeRequest> {
    return this.#requests;
  }

  /**
   * The lowest heights up to `last` that are neither asked for nor here: `mostBlocks` of them at most, as long as there is
   * room for `bytes` more. What is to be taken next always has room.
   */
  missing(last: number, mostBlocks: number, bytes: number): HeightRange | undefined {
    const end = Math.min(last, this.#next + this.#limits.bufferBlocks - 1);
    let start = this.#next;
    for (
      let known = this.#knownUntil(start);
      known >= start && start <= end;
      known = this.#knownUntil(start)
    ) {
      start = known + 1;
    }
    if (start > end) return undefined;
    const { bufferBytes } = this.#limits;
    if (start > this.#next && this.#waitingBytes + this.#expectedBytes + bytes > bufferBytes)
      return undefined;
    let stop = start;
    while (stop < end && stop - start + 1 < mostBlocks && this.#knownUntil(stop + 1) === stop) stop++;
    return { start, end: stop };
  }

  /** Requests under way that are to bring the next block; none once it is here. */
  headRequests(): RangeRequest[] {
    if (this.#blocks.has(this.#next)) return [];
    return [...this.#requests].filter(({ start, end }) => start <= this.#next && this.#next <= end);
  }

  asked(request: RangeRequest): void {
    this.#requests.add(request);
    this.#expectedBytes += request.bytes;
  }

  /** The request has ended: what it has not brought is missing. */
  ended(request: RangeRequest): void {
    if (this.#requests.delete(request)) this.#expectedBytes -= request.bytes;
  }

  /**
   * A block that a request has brought. Lower heights displace higher ones where all do not fit; what is not kept is
   * missing once the request has ended.
   */
  received(request: RangeRequest, height: number, bytes: Uint8Array): void {
    if (height < this.#next || height > request.end || this.#blocks.has(height)) return;
    if (!this.#makeRoom(height, bytes.length)) return;
    this.#blocks.set(height, { height, bytes, request });
    this.#waitingBytes += bytes.length;
  }

  /** The next block in order, if it is here. */
  head(): FetchedBlock | undefined {
    return this.#blocks.get(this.#next);
  }

  /** The next block has been taken. */
  advance(): void {
    const block = this.head();
    if (block !== undefined) this.#drop(block);
    this.#next++;
  }

  /** True if every block of the range is here or was taken. */
  holds({ start, end }: HeightRange): boolean {
    for (let height = Math.max(start, this.#next); height <= end; height++) {
      if (!this.#blocks.has(height)) return false;
    }
    return true;
  }

  /** Forgets what a peer brought and was not taken. */
  discard(peer: PeerId): void {
    for (const block of [...this.#blocks.values()]) if (block.request.peer === peer) this.#drop(block);
  }

  // The last height from `height` on that is here or asked for without a gap, as far as one look tells; else height - 1.
  #knownUntil(height: number): number {
    if (this.#blocks.has(height)) return height;
    let until = height - 1;
    for (const { start, end } of this.#requests) if (start <= height && end > until) until = end;
    return until;
  }

  #makeRoom(height: number, bytes: number): boolean {
    while (this.#waitingBytes + bytes > this.#limits.bufferBytes && this.#blocks.size > 0) {
      const highest = Math.max(...this.#blocks.keys());
      if (highest < height) return false;
      this.#drop(this.#blocks.get(highest)!);
    }
    return true;
  }

  #drop(block: FetchedBlock): void {
    this.#blocks.delete(block.height);
    this.#waitingBytes -= block.bytes.length;
  }
}

import type { PeerId } from '../peer/peer.js';

/** A part of a node that has a life of its own: it registers its handlers when made, and hears of what it cares for. */
export interface Part {
  /** The node listens and dials. */
  start?(): void;
  /** A peer has connected. */
  opened?(peer: PeerId): void;
  /** The last connection to a peer has ended. */
  closed?(peer: PeerId): void;
  /** Ends what is under way; settles when nothing of it is left. Connections are still open. */
  stop?(): void | Promise<void>;
}

/** Several parts as one: they start and hear of peers in order, and stop the other way round. */
export class Parts implements Part {
  readonly #parts: readonly Part[];

  /** Leaves out what is undefined. */
  constructor(...parts: (Part | undefined)[]) {
    this.#parts = parts.filter((part) => part !== undefined);
  }

  start(): void {
    for (const part of this.#parts) part.start?.();
  }

  opened(peer: PeerId): void {
    for (const part of this.#parts) part.opened?.(peer);
  }

  closed(peer: PeerId): void {
    for (const part of this.#parts) part.closed?.(peer);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#parts.toReversed().map(async (part) => part.stop?.()));
  }
}

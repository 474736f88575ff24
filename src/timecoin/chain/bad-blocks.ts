import type { BlockHeader } from '../../../generated/timecoin/types.js';
import { BlockError } from '../errors.js';
import { hex } from '../hash.js';

const MOST_BAD_BLOCKS = 1_000;

/** Blocks that break a rule, or follow one that does: remembered, so that what follows them is refused unread. */
export class BadBlocks {
  /** In hexadecimal, the oldest first. */
  readonly #hashes = new Set<string>();

  /** Throws BlockError BRANCH for a block that is one of them, or follows one. */
  refuse(header: BlockHeader, hash: string): void {
    if (!this.#hashes.has(hash) && !this.#hashes.has(hex(header.previousHash))) return;
    this.remember([hash]);
    throw new BlockError('BRANCH', `block ${header.height} is of a branch that breaks a rule`);
  }

  remember(hashes: readonly string[]): void {
    for (const hash of hashes) this.#hashes.add(hash);
    for (const hash of this.#hashes) {
      if (this.#hashes.size <= MOST_BAD_BLOCKS) return;
      this.#hashes.delete(hash);
    }
  }
}

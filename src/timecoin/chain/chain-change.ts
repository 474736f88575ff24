import type { CheckedBlock } from './block.js';
import type { OutputChange } from './store-change.js';

/**
 * What became of a block: `appended`, the new tip · `reorganized`, the tip of a better branch, which is the chain now ·
 * `side`, kept beside the chain · `known`, this very block is here · `ahead`, blocks before it are missing · `fork`, it
 * belongs to a branch that does not connect here, or that left the chain too long ago · `refused`, the consensus engine does
 * not admit it, or not yet.
 */
export type AppendOutcome = 'appended' | 'reorganized' | 'side' | 'known' | 'ahead' | 'fork' | 'refused';

/** Whether a valid block may follow the chain or a branch. It must not wait for another append. */
export type Admission = (block: CheckedBlock) => boolean | Promise<boolean>;

/**
 * How the chain changed: what is no longer in it, the newest first, then what is, the oldest first; and which outputs are
 * unspent by it, and which no longer are, because they are spent or their transaction is not in the chain any more (which
 * may be empty where no listener wants them).
 */
export interface ChainChange extends OutputChange {
  readonly removed: readonly CheckedBlock[];
  readonly added: readonly CheckedBlock[];
}

export type ChainListener = (change: ChainChange) => void;

/** What a chain has seen of other branches. */
export interface ForkCounts {
  /** Blocks that are kept beside the chain. */
  readonly sideBlocks: number;
  /** How often the chain changed to another branch, and how many blocks it gave up at most. */
  readonly reorganizations: number;
  readonly deepest: number;
  /** Blocks that were left aside, because their branch does not connect here. */
  readonly unconnected: number;
}

/** What became of a block, and when that is on the disk. */
export interface Accepted {
  readonly outcome: AppendOutcome;
  /** Settles when the block is written, if it is to be. Throws StoreError. */
  readonly stored: Promise<void>;
}

const DONE = Promise.resolve();

/** Nothing is left to be written. */
export function done(outcome: AppendOutcome): Accepted {
  return { outcome, stored: DONE };
}

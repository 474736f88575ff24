import type { SideLimits } from './side-blocks.js';

export interface ChainOptions {
  /** As many blocks are given up for a better branch at most. */
  readonly maxReorgBlocks: number;
  readonly side: SideLimits;
}

export const defaultChainOptions: ChainOptions = {
  maxReorgBlocks: 100,
  side: { maxBlocks: 1_000, maxBytes: 128 * 1024 * 1024 },
};

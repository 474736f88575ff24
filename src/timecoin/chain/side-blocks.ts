import { hex } from '../hash.js';
import type { BlockLink, CheckedBlock } from './block.js';

/** How many blocks beside the chain are kept. */
export interface SideLimits {
  readonly maxBlocks: number;
  /** Encoded bytes. */
  readonly maxBytes: number;
}

/** A block beside the chain: right in itself and in its link, not checked against what the blocks before it hold. */
export interface SideBlock extends BlockLink {
  /** The block's hash and the one before's, in hexadecimal. */
  readonly key: string;
  readonly previous: string;
  readonly payload: Uint8Array;
}

/**
 * The blocks of other branches than the chain, in memory: each leads by its predecessors to a block of the chain. Peers hold
 * them too, so that a restart loses nothing. Where the limits are reached, ends of branches go, the oldest here first: by height, whoever makes
 * blocks beside the tip for nothing could keep all longer branches out.
 */
export class SideBlocks {
  readonly #limits: SideLimits;
  readonly #blocks = new Map<string, SideBlock>();
  /** How many blocks here follow a block. */
  readonly #followers = new Map<string, number>();
  #bytes = 0;

  constructor(limits: SideLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#blocks.size;
  }

  /** Encoded bytes of all. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): SideBlock | undefined {
    return this.#blocks.get(key);
  }

  /** False if there is no room. The caller has checked that it follows a block of the chain, or one that is here. */
  add({ height, hash, timestamp, header, payload }: CheckedBlock): boolean {
    const block = { height, hash, timestamp, payload, key: hex(hash), previous: hex(header.previousHash) };
    if (this.#blocks.has(block.key)) return true;
    if (!this.#makeRoom(block)) return false;
    this.#blocks.set(block.key, block);
    this.#followers.set(block.previous, (this.#followers.get(block.previous) ?? 0) + 1);
    this.#bytes += payload.length;
    return true;
  }

  /** The blocks from the first that follows the chain to this one. */
  branchTo(key: string): SideBlock[] {
    const branch: SideBlock[] = [];
    for (let block = this.get(key); block !== undefined; block = this.get(block.previous)) branch.push(block);
    return branch.reverse();
  }

  /** Takes one block away: it is in the chain now, and what follows it follows the chain. */
  delete(key: string): void {
    const block = this.#blocks.get(key);
    if (block === undefined) return;
    this.#blocks.delete(key);
    this.#bytes -= block.payload.length;
    const left = (this.#followers.get(block.previous) ?? 0) - 1;
    if (left > 0) this.#followers.set(block.previous, left);
    else this.#followers.delete(block.previous);
  }

  /** Drops a block and all that follow it. Returns their keys. */
  drop(key: string): string[] {
    const dropped = new Set([key]);
    // A block comes after the one it follows, in time as in height; a removed chain's are put here the oldest first.
    for (const block of [...this.#blocks.values()].sort((a, b) => a.height - b.height)) {
      if (dropped.has(block.previous)) dropped.add(block.key);
    }
    for (const each of dropped) this.delete(each);
    return [...dropped];
  }

  /** Drops the branches that begin below a height. */
  dropBelow(height: number): void {
    const low = [...this.#blocks.values()].filter((block) => block.height < height);
    for (const { key } of low) if (this.#blocks.has(key)) this.drop(key);
  }

  #makeRoom(block: SideBlock): boolean {
    const { maxBlocks, maxBytes } = this.#limits;
    while (this.size >= maxBlocks || this.#bytes + block.payload.length > maxBytes) {
      const end = this.#endOtherThan(block);
      if (end === undefined) return false;
      this.delete(end);
    }
    return true;
  }

  /** The end of a branch that is here for longest and does not lead to a block. */
  #endOtherThan({ previous }: SideBlock): string | undefined {
    for (const key of this.#blocks.keys()) if (key !== previous && !this.#followers.has(key)) return key;
    return undefined;
  }
}

import type { Block, BlockHeader } from '../../../generated/timecoin/types.js';
import type { Clock } from '../../platform/clock.js';
import { blockHash, checkBlock, checkLink, type BlockLink, type CheckedBlock } from './block.js';
import { BadBlocks } from './bad-blocks.js';
import { decodeBlock } from './block-entries.js';
import type { BlockStore } from './block-store.js';
import {
  type Accepted,
  type Admission,
  type ChainListener,
  type ChainChange,
  done,
  type AppendOutcome,
  type ForkCounts,
} from './chain-change.js';
import { type ChainOptions, defaultChainOptions } from './chain-options.js';
import { SideBlocks } from './side-blocks.js';
import { BlockError, StoreError } from '../errors.js';
import { hex } from '../hash.js';
import { compareBytes, sameBytes } from '../../wire/bytes.js';
import type { TimeNetwork } from '../networks.js';
import type { UtxoSet } from '../utxo/utxo-set.js';

// Writing a large block keeps a processor busy for longer than checking it. Peers that are told of the block ask for it
// within a round trip, which is this long around the world.
const WRITE_DELAY_MS = 250;

/**
 * The blocks this node holds valid, from the genesis block to the tip. The rule of the network is that the longest valid
 * chain counts, and of equally long ones the one whose tip has the smaller hash. A better branch becomes the chain in one
 * step, or not at all if one of its blocks breaks a rule.
 */
export class Chain {
  /** Tells networks apart. */
  readonly genesisHash: Uint8Array;
  readonly #store: BlockStore;
  readonly #clock: Clock;
  readonly #listeners = new Map<ChainListener, () => boolean>();
  readonly #damageListeners = new Set<(height: number, error: StoreError) => void>();
  // Appends happen one after another: each is checked against the tip that the one before left.
  #turn: Promise<unknown> = Promise.resolve();
  #admits: Admission = () => true;
  #tip: BlockLink;
  readonly #maxReorgBlocks: number;
  readonly #side: SideBlocks;
  readonly #bad = new BadBlocks();
  #reorganizations = 0;
  #deepest = 0;
  #unconnected = 0;

  private constructor(
    store: BlockStore,
    clock: Clock,
    genesisHash: Uint8Array,
    tip: BlockLink,
    { maxReorgBlocks, side }: ChainOptions,
  ) {
    this.#maxReorgBlocks = maxReorgBlocks;
    this.#side = new SideBlocks(side);
    this.genesisHash = genesisHash;
    this.#store = store;
    this.#clock = clock;
    this.#tip = tip;
  }

  /** Goes on from an opened store's tip; an empty store gets the genesis block. Throws StoreError. */
  static async open(
    store: BlockStore,
    network: TimeNetwork,
    clock: Clock,
    options: Partial<ChainOptions> = {},
  ): Promise<Chain> {
    const genesis = checkBlock(network.genesis);
    if (store.tip === undefined) await store.append(genesis);
    if (!sameBytes(await store.hashAt(0), genesis.hash)) {
      throw new StoreError('NETWORK', `the stored blocks are not those of network ${network.name}`);
    }
    const tip = store.tip ?? genesis;
    const link = await linkAt(store, tip.height);
    return new Chain(store, clock, genesis.hash, link, { ...defaultChainOptions, ...options });
  }

  get tip(): BlockLink {
    return this.#tip;
  }

  get height(): number {
    return this.#tip.height;
  }

  /** The unspent outputs after the tip. */
  get utxos(): UtxoSet {
    return this.#store.utxos;
  }

  get forks(): ForkCounts {
    return {
      sideBlocks: this.#side.size,
      reorganizations: this.#reorganizations,
      deepest: this.#deepest,
      unconnected: this.#unconnected,
    };
  }

  /**
   * Calls `listener` after every change. Returns what ends that. Where no listener wants to know of outputs now, they may
   * be left out: to find them takes longer than to check a block.
   */
  onChange(listener: ChainListener, wantsOutputs: () => boolean = () => true): () => void {
    this.#listeners.set(listener, wantsOutputs);
    return () => this.#listeners.delete(listener);
  }

  /** Asks about every block from now on, before it is taken. */
  admitBy(admission: Admission): void {
    this.#admits = admission;
  }

  /** Calls `listener` when a stored block is found not to be what was written. Returns what ends that. */
  onDamage(listener: (height: number, error: StoreError) => void): () => void {
    this.#damageListeners.add(listener);
    return () => this.#damageListeners.delete(listener);
  }

  /** Takes a block that follows one of the chain or of a branch. Throws BlockError for one that no chain may hold, StoreError. */
  async append(block: Block): Promise<AppendOutcome> {
    const { outcome, stored } = await this.#take(block);
    await stored;
    return outcome;
  }

  /**
   * The same for a block to be spread: it is the tip as soon as it is found valid, and written after those who lack it had
   * their turn. Should that fail, the chain is again what it was, and `stored` throws. Until then a crash loses the block,
   * which peers have.
   */
  accept(block: Block): Promise<Accepted> {
    return this.#take(block, WRITE_DELAY_MS);
  }

  /** Stores a block of the chain once more, where it was damaged. False if it is not in the chain. Throws BlockError. */
  repair(block: Block): Promise<boolean> {
    return this.#inTurn(async () => {
      const checked = checkBlock(block);
      if (!(await this.#isInChain(checked.height, checked.hash))) return false;
      await this.#store.rewrite(checked);
      return true;
    });
  }

  /** Settles when every append under way has. */
  async settled(): Promise<void> {
    await this.#turn;
    await this.#store.upToDate();
  }

  async blockAt(height: number): Promise<Block | undefined> {
    return this.#holds(height) ? this.#watched(() => this.#store.blockAt(height)) : undefined;
  }

  async hashAt(height: number): Promise<Uint8Array | undefined> {
    if (height === this.#tip.height) return this.#tip.hash;
    return this.#holds(height) ? this.#store.hashAt(height) : undefined;
  }

  /** The block as field 1 of a message: see CheckedBlock. */
  async payloadAt(height: number): Promise<Uint8Array | undefined> {
    return this.#holds(height) ? this.#watched(() => this.#store.payloadAt(height)) : undefined;
  }

  /** Calls `visit` with the payloads from `start` to `last`, all of one chain, until it returns false. */
  async visitPayloads(
    start: number,
    last: number,
    visit: (payload: Uint8Array, height: number) => boolean,
  ): Promise<void> {
    const end = Math.min(last, this.height);
    await this.#watched(() => this.#store.visitPayloads(Math.max(start, 0), end, visit));
  }

  heightOf(hash: Uint8Array): Promise<number | undefined> {
    return this.#store.heightOf(hash);
  }

  /** True if a block holds the transaction of that key. */
  async holdsTransaction(key: string): Promise<boolean> {
    const [height] = await this.#store.heightsOfTransactions([key]);
    return height !== undefined;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(async () => {
      await this.#store.upToDate();
      return work();
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #take(block: Block, writeDelayMs?: number): Promise<Accepted> {
    const { outcome, stored } = await this.#inTurn(() =>
      this.#watched(() => this.#append(block, writeDelayMs)),
    );
    return { outcome, stored: this.#watched(() => stored) };
  }

  /** Tells of a damaged block; other damage has the store built again at the next start. */
  async #watched<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'CORRUPT')) throw error;
      const { height } = error;
      // Where not even that can be written, the error itself says enough.
      if (height === undefined) await this.#store.noteDamage(error.message).catch(() => undefined);
      else for (const listener of this.#damageListeners) listener(height, error);
      throw error;
    }
  }

  async #append(block: Block, writeDelayMs: number | undefined): Promise<Accepted> {
    const { header } = block;
    if (header === undefined) throw new BlockError('INCOMPLETE', 'block without a header');
    const hash = blockHash(header);
    const key = hex(hash);
    const side = this.#side.get(key);
    // The better one already: a damaged block of the chain was in its way.
    if (side !== undefined && isBetter(side, this.#tip)) return this.#reorganize(key);
    if (side !== undefined || (await this.#isInChain(header.height, hash))) return done('known');
    this.#bad.refuse(header, key);
    const previous = await this.#previousOf(header);
    if (previous === undefined) {
      this.#unconnected++;
      return done(header.height > this.height + 1 ? 'ahead' : 'fork');
    }
    const checked = checkBlock(block);
    checkLink(previous, checked, this.#clock.wallTime() / 1000);
    if (!(await this.#admits(checked))) return done('refused');
    if (previous === this.#tip) return this.#change('appended', [], [checked], writeDelayMs);
    if (!this.#side.add(checked)) {
      this.#unconnected++;
      return done('fork');
    }
    if (!isBetter(checked, this.#tip)) return done('side');
    return this.#reorganize(key);
  }

  async #isInChain(height: number, hash: Uint8Array): Promise<boolean> {
    const own = await this.hashAt(height);
    return own !== undefined && sameBytes(own, hash);
  }

  /** The block that one follows: the tip, a block beside the chain, or one of the chain that is not too far back. */
  async #previousOf({ height, previousHash }: BlockHeader): Promise<BlockLink | undefined> {
    const tip = this.#tip;
    if (sameBytes(previousHash, tip.hash)) return tip;
    const side = this.#side.get(hex(previousHash));
    if (side !== undefined) return side;
    if (height <= tip.height - this.#maxReorgBlocks) return undefined;
    return (await this.#isInChain(height - 1, previousHash)) ? linkAt(this.#store, height - 1) : undefined;
  }

  async #reorganize(key: string): Promise<Accepted> {
    const branch = this.#side.branchTo(key);
    const common = (branch[0]?.height ?? 0) - 1;
    const removed: CheckedBlock[] = [];
    for (let { height } = this.#tip; height > common; height--) {
      removed.push(checkBlock(await this.#store.blockAt(height)));
    }
    const added = branch.map(({ payload }) => checkBlock(decodeBlock('beside the chain', payload)));
    const accepted = await this.#change('reorganized', removed, added);
    this.#reorganizations++;
    this.#deepest = Math.max(this.#deepest, removed.length);
    return accepted;
  }

  /**
   * Takes blocks from the chain, the newest first, and puts others there, or does nothing and throws. With a delay it is
   * written that much later.
   */
  async #change(
    outcome: AppendOutcome,
    removed: readonly CheckedBlock[],
    added: readonly CheckedBlock[],
    writeDelayMs?: number,
  ): Promise<Accepted> {
    const change = await this.#store.prepare(async (change) => {
      for (const block of removed) await change.remove(block);
      for (const block of added) {
        try {
          await (block === added.at(-1) ? change.addLast(block) : change.add(block));
        } catch (error) {
          if (error instanceof BlockError) this.#bad.remember(this.#side.drop(hex(block.hash)));
          throw error;
        }
      }
    });
    if (writeDelayMs === undefined) {
      await this.#store.write(change);
      this.#moveTip({ removed, added, ...change.outputs }, added.at(-1));
      return done(outcome);
    }
    if (this.#areOutputsWanted) await change.finish();
    const { gained, lost } = change.outputs;
    const before = this.#tip;
    this.#moveTip({ removed, added, gained, lost }, added.at(-1));
    const stored = this.#store.writeLater(change, this.#clock, writeDelayMs, () => {
      this.#moveTip({ removed: added, added: removed, gained: lost, lost: gained }, before);
    });
    return { outcome, stored };
  }

  get #areOutputsWanted(): boolean {
    return [...this.#listeners.values()].some((wantsOutputs) => wantsOutputs());
  }

  #moveTip(change: ChainChange, tip: BlockLink = this.#tip): void {
    const { height, hash, timestamp } = tip;
    this.#tip = { height, hash, timestamp };
    for (const block of change.added) this.#side.delete(hex(block.hash));
    this.#keepBeside(change.removed);
    this.#side.dropBelow(height - this.#maxReorgBlocks + 1);
    for (const listener of this.#listeners.keys()) listener(change);
  }

  // What has no room goes with all that follows it: a block beside the chain leads to the chain.
  #keepBeside(removed: readonly CheckedBlock[]): void {
    let hasRoom = true;
    for (const block of removed.toReversed()) {
      hasRoom &&= this.#side.add(block);
      if (!hasRoom) this.#side.drop(hex(block.hash));
    }
  }

  #holds(height: number): boolean {
    return height >= 0 && height <= this.#tip.height;
  }
}

/** The rule of forks. */
function isBetter(block: BlockLink, tip: BlockLink): boolean {
  return block.height > tip.height || (block.height === tip.height && compareBytes(block.hash, tip.hash) < 0);
}

async function linkAt(store: BlockStore, height: number): Promise<BlockLink> {
  const { header } = await store.blockAt(height);
  return { height, hash: await store.hashAt(height), timestamp: header?.timestamp ?? 0 };
}

import type { Block } from '../../../generated/timecoin/types.js';
import type { Clock } from '../../platform/clock.js';
import { checkBlock, checkLink, type BlockLink, type CheckedBlock } from './block.js';
import type { BlockStore, OutputChange } from './block-store.js';
import { StoreError } from '../errors.js';
import { sameBytes } from '../../wire/bytes.js';
import type { TimeNetwork } from '../networks.js';
import type { UtxoSet } from '../utxo/utxo-set.js';

/**
 * What became of a block: `appended`, the new tip · `known`, this very block is in the chain · `ahead`, blocks before it
 * are missing · `fork`, it belongs to another branch.
 */
export type AppendOutcome = 'appended' | 'known' | 'ahead' | 'fork';

/**
 * How the chain changed: what is no longer in it, the newest first, then what is, the oldest first; and which outputs are
 * unspent by it, and which no longer are, because they are spent or their transaction is not in the chain any more.
 */
export interface ChainChange extends OutputChange {
  readonly removed: readonly CheckedBlock[];
  readonly added: readonly CheckedBlock[];
}

/**
 * The blocks this node holds valid, from the genesis block to the tip. The rule of the network is that the longest valid
 * chain counts. This chain only grows: a block of another branch is never stored, and answered `fork` so that the caller
 * can tell; switching to a longer branch is not done here.
 */
export class Chain {
  /** Tells networks apart. */
  readonly genesisHash: Uint8Array;
  readonly #store: BlockStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<(change: ChainChange) => void>();
  // Appends happen one after another: each is checked against the tip that the one before left.
  #turn: Promise<unknown> = Promise.resolve();
  #tip: BlockLink;
  #forks = 0;

  private constructor(store: BlockStore, clock: Clock, genesisHash: Uint8Array, tip: BlockLink) {
    this.genesisHash = genesisHash;
    this.#store = store;
    this.#clock = clock;
    this.#tip = tip;
  }

  /** Goes on from an opened store's tip; an empty store gets the genesis block. Throws StoreError. */
  static async open(store: BlockStore, network: TimeNetwork, clock: Clock): Promise<Chain> {
    const genesis = checkBlock(network.genesis);
    if (store.tip === undefined) await store.append(genesis);
    if (!sameBytes(await store.hashAt(0), genesis.hash)) {
      throw new StoreError('NETWORK', `the stored blocks are not those of network ${network.name}`);
    }
    const tip = store.tip ?? genesis;
    const { header } = await store.blockAt(tip.height);
    return new Chain(store, clock, genesis.hash, {
      height: tip.height,
      hash: tip.hash,
      timestamp: header?.timestamp ?? 0,
    });
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

  /** How many blocks of other branches were seen and left aside. */
  get forks(): number {
    return this.#forks;
  }

  /** Calls `listener` after every change. Returns what ends that. */
  onChange(listener: (change: ChainChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Appends a block that follows the tip. Throws BlockError for one that no chain may hold, StoreError. */
  append(block: Block): Promise<AppendOutcome> {
    const outcome = this.#turn.then(() => this.#append(block));
    this.#turn = outcome.catch(() => undefined);
    return outcome;
  }

  /** Settles when every append under way has. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  async blockAt(height: number): Promise<Block | undefined> {
    return this.#holds(height) ? this.#store.blockAt(height) : undefined;
  }

  async hashAt(height: number): Promise<Uint8Array | undefined> {
    if (height === this.#tip.height) return this.#tip.hash;
    return this.#holds(height) ? this.#store.hashAt(height) : undefined;
  }

  /** The block as field 1 of a message: see CheckedBlock. */
  async payloadAt(height: number): Promise<Uint8Array | undefined> {
    return this.#holds(height) ? this.#store.payloadAt(height) : undefined;
  }

  heightOf(hash: Uint8Array): Promise<number | undefined> {
    return this.#store.heightOf(hash);
  }

  /** True if a block holds the transaction of that key. */
  async holdsTransaction(key: string): Promise<boolean> {
    const [height] = await this.#store.heightsOfTransactions([key]);
    return height !== undefined;
  }

  async #append(block: Block): Promise<AppendOutcome> {
    const { header } = block;
    const tip = this.#tip;
    if (header !== undefined && header.height > tip.height + 1) return 'ahead';
    const checked = checkBlock(block);
    if (checked.height <= tip.height) return this.#recognize(checked);
    if (!sameBytes(checked.header.previousHash, tip.hash)) return this.#countFork();
    checkLink(tip, checked, this.#clock.wallTime() / 1000);
    const outputs = await this.#store.append(checked);
    this.#tip = { height: checked.height, hash: checked.hash, timestamp: checked.timestamp };
    for (const listener of this.#listeners) listener({ removed: [], added: [checked], ...outputs });
    return 'appended';
  }

  async #recognize(block: CheckedBlock): Promise<AppendOutcome> {
    const stored = await this.#store.hashAt(block.height);
    return sameBytes(stored, block.hash) ? 'known' : this.#countFork();
  }

  #countFork(): AppendOutcome {
    this.#forks++;
    return 'fork';
  }

  #holds(height: number): boolean {
    return height >= 0 && height <= this.#tip.height;
  }
}

import { UTXO } from '../../../generated/timecoin/types.js';
import type { CheckedBlock } from '../chain/block.js';
import { corrupt, decoded, type Entries, type EntrySource, unsealed, sealed } from '../chain/database.js';
import type { Draft } from '../chain/draft.js';
import { BlockError } from '../errors.js';
import { sameBytes } from '../../wire/bytes.js';
import { hex } from '../hash.js';
import { LtHash } from './lt-hash.js';
import {
  decodeSpent,
  decodeState,
  decodeUtxo,
  encodeSpent,
  encodeState,
  outputsOf,
  SET_KEY,
  type Spender,
  spentKeyOf,
  UTXO_RANGE,
  utxoKeyOf,
} from './utxo-entries.js';

/** Which set it is. */
export interface UtxoSummary {
  /** The block after which this is the set. */
  readonly blockHash: Uint8Array;
  readonly height: number;
  /** How many outputs are unspent. */
  readonly count: number;
  /** LtHash over all unspent outputs, 32 bytes: equal where the sets are. */
  readonly hash: Uint8Array;
}

/** Some unspent outputs in order of txid and vout. */
export interface UtxoRange extends UtxoSummary {
  readonly utxos: readonly UTXO[];
  /** Whether no output comes after these. */
  readonly complete: boolean;
}

/** What the chain says of an output; neither is there where no block makes or spends it. */
export interface OutputPlace {
  /** As long as it is unspent, and what it was where a block spends what the chain made. */
  readonly utxo?: UTXO | undefined;
  readonly spender?: Spender | undefined;
}

/** How much a range may hold. */
export interface RangeLimits {
  readonly maxItems: number;
  /** Encoded bytes, with tags and lengths, as in a UTXOSetResponse. */
  readonly maxBytes: number;
}

/** Outputs that came into a set and went from it. */
export interface UtxoChange {
  readonly gained: Map<string, UTXO>;
  readonly lost: Map<string, UTXO>;
}

/**
 * The outputs that transactions of the chain make and none spends, stored beside the blocks. An output that the chain spends
 * without making it is noted as spent all the same: no other transaction may spend it, and a transaction that makes it later
 * makes a spent one.
 */
export class UtxoSet {
  readonly #entries: Entries;

  constructor(entries: Entries) {
    this.#entries = entries;
  }

  /** The unspent output of that key (see outputKey). Throws StoreError, as all of these. */
  async get(output: string): Promise<UTXO | undefined> {
    const key = utxoKeyOf(output);
    const value = await this.#entries.get(key);
    return value === undefined ? undefined : decodeUtxo(key, value);
  }

  /** Who spends an output, whether or not this chain made it. Undefined as long as no block does. */
  async spentBy(output: string): Promise<Spender | undefined> {
    const key = spentKeyOf(output);
    const value = await this.#entries.get(key);
    if (value === undefined) return undefined;
    const { txid, height, timestamp } = decodeSpent(key, value);
    return { txid, height, timestamp };
  }

  /** For each key of an output whether a block spends it. */
  async areSpent(outputs: readonly string[]): Promise<boolean[]> {
    const values = await this.#entries.getMany(outputs.map(spentKeyOf));
    return values.map((value) => value !== undefined);
  }

  /** What the chain says of each output, by key: all of one moment. */
  locate(outputs: readonly string[]): Promise<OutputPlace[]> {
    return this.#entries.atOnce(async (entries) => {
      const held = await entries.getMany(outputs.map(utxoKeyOf));
      const spent = await entries.getMany(outputs.map(spentKeyOf));
      return outputs.map((output, index) => placeOf(output, held[index], spent[index]));
    });
  }

  summary(): Promise<UtxoSummary> {
    return summaryOf(this.#entries);
  }

  /** The outputs after `after`, or from the first, as far as the limits allow but at least one: all of one moment. */
  range(after: string | undefined, { maxItems, maxBytes }: RangeLimits): Promise<UtxoRange> {
    return this.#entries.atOnce(async (entries) => {
      const utxos: UTXO[] = [];
      let bytes = 0;
      let complete = true;
      const range = after === undefined ? UTXO_RANGE : { ...UTXO_RANGE, gt: utxoKeyOf(after) };
      await entries.scan(range, (key, value) => {
        // A value's check has as many bytes as tag and length have around an output in a message.
        bytes += value.length;
        complete = utxos.length === 0 || (utxos.length < maxItems && bytes <= maxBytes);
        if (complete) utxos.push(decodeUtxo(key, value));
        return complete;
      });
      return { ...(await summaryOf(entries)), utxos, complete };
    });
  }

  /** Throws BlockError for a block that spends what the chain has spent: DUPLICATE_TRANSACTION if by the same transaction. */
  async refuseSpent(draft: Draft, block: CheckedBlock): Promise<void> {
    const keys = block.transactions.flatMap(({ spends }) => spends.map(spentKeyOf));
    const earlier = await draft.getMany(keys);
    let index = 0;
    for (const { txid, spends } of block.transactions) {
      for (const output of spends) {
        const before = earlier[index];
        const key = keys[index++];
        if (before === undefined || key === undefined) continue;
        throw spentTwice(block, txid, output, decodeSpent(key, before));
      }
    }
  }

  /**
   * Takes a block that refuseSpent() has let pass into the set. Hashes and encodings are left to when the draft is written:
   * nothing depends on them.
   */
  async connect(draft: Draft, block: CheckedBlock, change: UtxoChange): Promise<void> {
    const state = block.height === 0 ? undefined : decodeState(await draft.get(SET_KEY));
    const taken: Uint8Array[] = [];
    let count = state?.count ?? 0;
    const made = outputsOf(block);
    const names = [...made.keys()];
    const spentKeys = await draft.getMany(names.map(spentKeyOf));
    const spends = block.transactions.flatMap(({ txid, spends }) =>
      spends.map((output) => ({ output, txid })),
    );
    const held = await draft.getMany(spends.map(({ output }) => utxoKeyOf(output)));
    for (const [index, name] of names.entries()) if (spentKeys[index] !== undefined) made.delete(name);
    for (const [index, { output, txid }] of spends.entries()) {
      const utxoKey = utxoKeyOf(output);
      const value = held[index];
      const utxo = value === undefined ? NOTHING : unsealed(utxoKey, value);
      if (value !== undefined) {
        draft.delete(utxoKey);
        taken.push(utxo);
        count--;
        note(change.lost, change.gained, output, decodeUtxo(utxoKey, value));
      }
      const { height, timestamp } = block;
      const key = spentKeyOf(output);
      draft.put(key, () => encodeSpent(key, { txid, height, timestamp, utxo }));
      made.delete(output);
    }
    const added: UTXO[] = [];
    for (const [output, utxo] of made) {
      const key = utxoKeyOf(output);
      draft.put(key, () => sealed(key, UTXO.encode(utxo)));
      added.push(utxo);
      count++;
      note(change.gained, change.lost, output, utxo);
    }
    const { height, hash: blockHash } = block;
    draft.put(SET_KEY, () => {
      const hash = new LtHash(state?.sums);
      for (const utxo of taken) hash.subtract(utxo);
      for (const utxo of added) hash.add(UTXO.encode(utxo));
      return encodeState({ height, blockHash, count, sums: hash.bytes });
    });
  }

  /** Takes the newest block out of the set again: the set is then what it was before. Throws StoreError. */
  async disconnect(draft: Draft, block: CheckedBlock, change: UtxoChange): Promise<void> {
    const state = decodeState(await draft.get(SET_KEY));
    const hash = new LtHash(state.sums);
    let { count } = state;
    const made = [...outputsOf(block).keys()];
    const held = await draft.getMany(made.map(utxoKeyOf));
    for (const [index, output] of made.entries()) {
      const value = held[index];
      if (value === undefined) continue;
      const key = utxoKeyOf(output);
      hash.subtract(unsealed(key, value));
      count--;
      draft.delete(key);
      note(change.lost, change.gained, output, decodeUtxo(key, value));
    }
    const spends = block.transactions.flatMap((each) => each.spends);
    const spent = await draft.getMany(spends.map(spentKeyOf));
    for (const [index, output] of spends.entries()) {
      const key = spentKeyOf(output);
      const value = spent[index];
      if (value === undefined) throw corrupt(key, 'is missing');
      const { utxo } = decodeSpent(key, value);
      draft.delete(key);
      if (utxo.length === 0) continue;
      const utxoKey = utxoKeyOf(output);
      const restored = sealed(utxoKey, utxo);
      draft.put(utxoKey, restored);
      hash.add(utxo);
      count++;
      note(change.gained, change.lost, output, decodeUtxo(utxoKey, restored));
    }
    const { height, header } = block;
    draft.put(
      SET_KEY,
      encodeState({ height: height - 1, blockHash: header.previousHash, count, sums: hash.bytes }),
    );
  }
}

const NOTHING = new Uint8Array();

async function summaryOf(entries: EntrySource): Promise<UtxoSummary> {
  const { blockHash, height, count, sums } = decodeState(await entries.get(SET_KEY));
  return { blockHash, height, count, hash: new LtHash(sums).digest() };
}

function placeOf(output: string, held: Uint8Array | undefined, spent: Uint8Array | undefined): OutputPlace {
  if (held !== undefined) return { utxo: decodeUtxo(utxoKeyOf(output), held) };
  if (spent === undefined) return {};
  const key = spentKeyOf(output);
  const { txid, height, timestamp, utxo } = decodeSpent(key, spent);
  const spender = { txid, height, timestamp };
  return utxo.length === 0 ? { spender } : { spender, utxo: decoded(key, () => UTXO.decode(utxo)) };
}

// What comes and goes within one change did not happen.
function note(to: Map<string, UTXO>, from: Map<string, UTXO>, output: string, utxo: UTXO): void {
  if (!from.delete(output)) to.set(output, utxo);
}

function spentTwice(
  block: CheckedBlock,
  spender: Uint8Array,
  output: string,
  { txid, height }: Spender,
): BlockError {
  if (sameBytes(spender, txid)) {
    const problem = `block ${block.height} holds ${hex(txid)} of block ${height} again`;
    return new BlockError('DUPLICATE_TRANSACTION', problem);
  }
  return new BlockError(
    'SPENDS_TWICE',
    `block ${block.height} spends output ${output}, as transaction ${hex(txid)} of block ${height} does`,
  );
}

import {
  GetUTXOSet,
  GetUTXOStateHash,
  StreamUTXOSet,
  type UTXOStateEntry,
  UTXOSetResponse,
  UTXOStateHashResponse,
  UTXOStateQuery,
  UTXOStateResponse,
} from '../../../generated/timecoin/utxo.js';
import type { OutPoint } from '../../../generated/timecoin/types.js';
import { ResponseError } from '../../peer/errors.js';
import { sameBytes } from '../../wire/bytes.js';
import { ErrorCode } from '../../wire/codes.js';
import type { Chain } from '../chain/chain.js';
import type { HandlerTable } from '../chain/chain-handlers.js';
import { outputKey } from '../transactions/transaction.js';
import type { SpendingTracker } from './spending-tracker.js';
import type { StateOfUtxo } from './utxo-states.js';
import type { OutputPlace } from './utxo-set.js';

// A range stops here at the latest, whatever larger message its requester takes, as lists of blocks do.
const RANGE_BYTES = 1024 * 1024;
const RANGE_ITEMS = 262_144;
/** The same for an item of a stream, which so is one frame. */
const ITEM_BYTES = 64 * 1024;
/** What the fields besides the outputs take: a hash, a height, a flag, with their tags. */
const REST_BYTES = 64;

/** What the handlers need of the chain. */
export type ChainOfOutputs = Pick<Chain, 'tip' | 'utxos'>;

/** Answers what peers ask about outputs. */
export function handleUtxos(table: HandlerTable, chain: ChainOfOutputs, tracker: SpendingTracker): void {
  table.handle(UTXOStateQuery, async ({ outpoints }) =>
    UTXOStateResponse.create({ states: await statesOf(outpoints, chain, tracker) }),
  );
  table.handle(GetUTXOSet, async ({ after, blockHash }, { connection }) => {
    const { largestMessage = RANGE_BYTES } = connection.peer ?? {};
    const largest = Math.min(largestMessage, RANGE_BYTES);
    const limits = { maxItems: RANGE_ITEMS, maxBytes: largest - REST_BYTES };
    const range = await chain.utxos.range(after && outputKey(after), limits);
    if (blockHash !== undefined && !sameBytes(blockHash, range.blockHash)) {
      throw new ResponseError(ErrorCode.REFUSED, `the set is block ${range.height}'s by now: begin again`);
    }
    const { utxos, height, complete } = range;
    return UTXOSetResponse.create({ utxos: [...utxos], blockHash: range.blockHash, height, complete });
  });
  table.handle(StreamUTXOSet, () => rangesOf(chain));
  table.handle(GetUTXOStateHash, async () => {
    const { hash, height, count } = await chain.utxos.summary();
    return UTXOStateHashResponse.create({ hash, height, utxoCount: count });
  });
}

/** The whole set, as one block left it, range by range as they are wanted. */
async function* rangesOf(chain: ChainOfOutputs): AsyncGenerator<UTXOSetResponse> {
  const limits = { maxItems: RANGE_ITEMS, maxBytes: ITEM_BYTES - REST_BYTES };
  let first: Uint8Array | undefined;
  for (let after: OutPoint | undefined, isComplete = false; !isComplete;) {
    const { blockHash, utxos, height, complete } = await chain.utxos.range(after && outputKey(after), limits);
    if (!sameBytes((first ??= blockHash), blockHash)) {
      throw new ResponseError(ErrorCode.REFUSED, `the set is block ${height}'s by now: begin again`);
    }
    yield UTXOSetResponse.create({ utxos: [...utxos], blockHash, height, complete });
    after = utxos.at(-1)?.outpoint;
    isComplete = complete;
  }
}

/** The states of the outputs that are known here, in order. Throws StoreError. */
export async function statesOf(
  outpoints: readonly OutPoint[],
  chain: ChainOfOutputs,
  tracker: SpendingTracker,
): Promise<UTXOStateEntry[]> {
  const keys = outpoints.map(outputKey);
  let tip: Chain['tip'];
  let places: readonly OutputPlace[];
  do {
    ({ tip } = chain);
    places = await chain.utxos.locate(keys);
    // A block that came in the meantime may have spent some, and the tracker would no longer know them.
  } while (tip !== chain.tip);
  return outpoints.flatMap((outpoint, index) => {
    const state = tracker.stateOf(keys[index] ?? '') ?? stateAt(places[index]);
    return state === undefined ? [] : [{ outpoint, state: { state } }];
  });
}

/** What the chain says of an output; undefined where it neither makes nor spends it. */
export function stateAt({ utxo, spender }: OutputPlace = {}): StateOfUtxo | undefined {
  if (spender !== undefined) {
    const { txid, height, timestamp } = spender;
    return { case: 'confirmed', value: { txid, blockHeight: height, confirmedAt: timestamp } };
  }
  return utxo && { case: 'unspent', value: {} };
}

import {
  BlockHashResponse,
  BlockHeightResponse,
  BlockRangeResponse,
  BlockRequest,
  BlockResponse,
  BlocksResponse,
  ConsensusQuery,
  ConsensusQueryResponse,
  GenesisHashResponse,
  GetBlockHash,
  GetBlockHeight,
  GetBlockRange,
  GetBlocks,
  GetGenesisHash,
  StreamBlocks,
} from '../../../generated/timecoin/chain.js';
import type { Codec } from '../../codec/codec.js';
import type { Context, Handler } from '../../node/handler.js';
import { ResponseError } from '../../peer/errors.js';
import { ErrorCode } from '../../wire/codes.js';
import { encodeFrame, type Frame } from '../../wire/frame.js';
import { Flag } from '../../wire/header.js';
import { StoreError } from '../errors.js';
import type { Chain } from './chain.js';
import { ZERO_HASH } from '../hash.js';
import { sameBytes } from '../../wire/bytes.js';
import { MAX_BLOCKS } from '../sync/raw-blocks.js';

/** What registers handlers: a Node does. */
export interface HandlerTable {
  handle<C extends Codec<unknown>>(codec: C, handler: Handler<C>): void;
}

// A list stops here at the latest, whatever larger message its requester takes: one answer should not fill memory, nor a
// slow link for so long that its requester gives up.
const LIST_BYTES = 1024 * 1024;

// What is read from the store at once for a stream.
const STREAM_READ_BYTES = 64 * 1024;

// The frame gets the request's id on its way out; until then a message in parts needs some id.
const ANY_ID = 1;

/** Answers what peers ask about the chain. Blocks go out as they are stored, without being encoded again. */
export function handleChain(table: HandlerTable, chain: Chain): void {
  table.handle(GetGenesisHash, () => GenesisHashResponse.create({ hash: chain.genesisHash }));
  table.handle(GetBlockHeight, () => BlockHeightResponse.create({ height: chain.height }));
  table.handle(GetBlocks, ({ start, end }, context) => list(chain, BlocksResponse, start, end, context));
  table.handle(GetBlockRange, ({ startHeight, endHeight }, context) =>
    list(chain, BlockRangeResponse, startHeight, endHeight, context),
  );
  table.handle(StreamBlocks, ({ start, end }) => blocksFrom(chain, start, end));
  table.handle(GetBlockHash, async ({ height }) =>
    BlockHashResponse.create({ height, hash: await chain.hashAt(height) }),
  );
  table.handle(BlockRequest, async ({ height }) => {
    try {
      return stored(BlockResponse, (await chain.payloadAt(height)) ?? new Uint8Array());
    } catch (error) {
      throw unavailable(error);
    }
  });
  table.handle(ConsensusQuery, async ({ height, blockHash }) => {
    const own = await chain.hashAt(height);
    const agrees = own !== undefined && sameBytes(own, blockHash);
    return ConsensusQueryResponse.create({ agrees, height, theirHash: own ?? ZERO_HASH });
  });
}

/** Blocks from `start` to `end` as far as the chain, the count and the requester's largest message allow. */
async function list(
  chain: Chain,
  codec: Codec<unknown>,
  start: number,
  end: number,
  { connection, signal }: Context,
): Promise<Frame> {
  const largest = Math.min(connection.peer?.largestMessage ?? LIST_BYTES, codec.maxBytes ?? Infinity);
  const last = Math.min(end, start + MAX_BLOCKS - 1);
  const payloads: Uint8Array[] = [];
  let bytes = 0;
  try {
    await chain.visitPayloads(start, last, (payload, height) => {
      if (signal.aborted) return false;
      if (payload.length > largest && payloads.length === 0) {
        throw new ResponseError(ErrorCode.TOO_LARGE, `block ${height} has ${payload.length} bytes`);
      }
      bytes += payload.length;
      if (payloads.length > 0 && bytes > Math.min(largest, LIST_BYTES)) return false;
      payloads.push(payload);
      return true;
    });
  } catch (error) {
    // Those before a damaged block are good.
    if (payloads.length === 0 || !(error instanceof StoreError && error.height !== undefined))
      throw unavailable(error);
  }
  return stored(codec, Buffer.concat(payloads));
}

/** Blocks from `start` to `end` as far as the chain goes, read as they are wanted. */
async function* blocksFrom(chain: Chain, start: number, end: number): AsyncGenerator<Frame> {
  for (let next = start; next <= end;) {
    const payloads: Uint8Array[] = [];
    let bytes = 0;
    try {
      await chain.visitPayloads(next, end, (payload) => {
        payloads.push(payload);
        bytes += payload.length;
        return bytes < STREAM_READ_BYTES;
      });
    } catch (error) {
      // Those before a damaged block are good; the next read comes upon it again.
      if (payloads.length === 0 || !(error instanceof StoreError && error.height !== undefined))
        throw unavailable(error);
    }
    if (payloads.length === 0) return;
    for (const payload of payloads) yield stored(BlockResponse, payload);
    next += payloads.length;
  }
}

// A damaged block is this node's own affair, and being mended: the requester asks another.
function unavailable(error: unknown): unknown {
  if (!(error instanceof StoreError && error.height !== undefined)) return error;
  return new ResponseError(ErrorCode.FAILED, `block ${error.height} is not available here now`, {
    cause: error,
  });
}

function stored(codec: Codec<unknown>, payload: Uint8Array): Frame {
  return encodeFrame(codec.type, Flag.RESPONSE, ANY_ID, payload);
}

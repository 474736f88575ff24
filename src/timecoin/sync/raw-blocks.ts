import { BlockResponse, BlocksResponse, GetBlocks, StreamBlocks } from '../../../generated/timecoin/chain.js';
import { Block, type BlockHeader } from '../../../generated/timecoin/types.js';
import type { Codec, DecodeOptions, RequestCodec, StreamCodec } from '../../codec/codec.js';
import { defineCodec } from '../../codec/define-codec.js';
import { DecodeError } from '../../codec/errors.js';
import { refuse } from '../../codec/fault.js';
import { writeBytes } from '../../codec/write-bytes.js';
import { decodeFromPeer } from '../../peer/decode-from-peer.js';
import { RequestError } from '../../peer/errors.js';
import type { PeerId, RequestOptions } from '../../peer/peer.js';
import { ErrorCode } from '../../wire/codes.js';
import { lacksStream, type PeerStreams } from '../peer-requests.js';
import type { HeightRange } from './fetch-window.js';

/** Blocks a GetBlocks may ask for. */
export const MAX_BLOCKS = 100;

const BLOCKS_TAG = 10;

/** A BlocksResponse or BlockResponse with its blocks left encoded: what waits for its turn takes no more memory than it took on the wire. */
export interface RawBlocks {
  /** Each the encoding of a Block, not yet known to be one. */
  blocks: Uint8Array[];
}

/** Reads a response, whose field 1 is its blocks, no further than into blocks. */
function rawCodec({ name, type, priority, maxBytes }: Codec<unknown>, maxItems: number): Codec<RawBlocks> {
  // Repeated messages and repeated bytes have the same encoding.
  const codec: Codec<RawBlocks> = defineCodec({
    name,
    type,
    priority,
    isResponse: true,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    fields: () => [{ number: 1, name: 'blocks', type: 'bytes', label: 'repeated', maxItems }],
    create: (): RawBlocks => ({ blocks: [] }),
    write(bytes, at, { blocks }) {
      if (!Array.isArray(blocks) || blocks.length > maxItems) refuse();
      for (const block of blocks) {
        bytes[at++] = BLOCKS_TAG;
        at = writeBytes(bytes, at, block);
      }
      return at;
    },
    read(reader, bytes, pos, end, message: RawBlocks = { blocks: [] }) {
      while (pos < end) {
        const tag = reader.tag(bytes, pos, end);
        pos = reader.pos;
        if (tag === BLOCKS_TAG) {
          reader.room(pos, message.blocks.length, maxItems);
          reader.element(pos);
          message.blocks.push(reader.byteField(bytes, pos, end));
          pos = reader.pos;
        } else pos = reader.unknown(tag, bytes, pos, end, message);
      }
      return message;
    },
  });
  return Object.freeze({
    ...codec,
    // Copies: a view would keep the whole answer in memory, whatever else a peer put into it.
    decode: (bytes: Uint8Array, options?: DecodeOptions) =>
      codec.decode(bytes, { ...options, copyBytes: true }),
  });
}

/** GetBlocks whose answer is not decoded further than into blocks. */
export const GetRawBlocks: RequestCodec<GetBlocks, RawBlocks> = Object.freeze({
  ...GetBlocks,
  response: rawCodec(BlocksResponse, MAX_BLOCKS),
});

/** The same for StreamBlocks, of whose items each has one block. */
export const StreamRawBlocks: StreamCodec<StreamBlocks, RawBlocks> = Object.freeze({
  ...StreamBlocks,
  response: rawCodec(BlockResponse, 1),
});

/**
 * A peer's blocks of a range, encoded, as they come: by a stream where there is one, else as a list, of which the rest may
 * be missing. Throws as a request does; `timeoutMs` is the patience for a list, or for each block of a stream.
 */
export async function* rawBlocks(
  links: Pick<PeerStreams, 'request' | 'stream'>,
  peer: PeerId,
  { start, end }: HeightRange,
  options: RequestOptions,
): AsyncGenerator<Uint8Array, void> {
  let left = end - start + 1;
  try {
    for await (const { blocks } of links.stream(peer, StreamRawBlocks, { start, end }, options)) {
      yield* blocks;
      if (blocks.length === 0 || --left === 0) return;
    }
    return;
  } catch (error) {
    // Once blocks have come, a list would begin with them again.
    if (left <= end - start || !(lacksStream(error) || isRefusal(error))) throw error;
  }
  yield* (await links.request(peer, GetRawBlocks, { start, end }, options)).blocks;
}

/** Who serves no stream of blocks may still answer with a list, or refuse that too. */
function isRefusal(error: unknown): boolean {
  return error instanceof RequestError && error.code === ErrorCode.REFUSED;
}

/** The block that belongs at that height, or what is wrong with it, in words. */
export function readBlock(bytes: Uint8Array, height: number): { block: Block; header: BlockHeader } | string {
  let block: Block;
  try {
    block = decodeFromPeer(Block, bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return `sent a block ${height} that does not decode: ${error.message}`;
  }
  const { header } = block;
  if (header === undefined) return `sent a block without a header where block ${height} belongs`;
  if (header.height !== height) return `sent block ${header.height} where block ${height} belongs`;
  return { block, header };
}

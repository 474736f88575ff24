import { BlocksResponse, GetBlocks } from '../../../generated/timecoin/chain.js';
import { Block, type BlockHeader } from '../../../generated/timecoin/types.js';
import { list } from '../../codec/checks.js';
import type { Codec, DecodeOptions, RequestCodec } from '../../codec/codec.js';
import { defineCodec } from '../../codec/define-codec.js';
import { DecodeError } from '../../codec/errors.js';
import { writeBytes } from '../../codec/write-bytes.js';
import { decodeFromPeer } from '../../peer/decode-from-peer.js';

/** Blocks a GetBlocks may ask for. */
export const MAX_BLOCKS = 100;

const BLOCKS_TAG = 10;

/** A BlocksResponse with its blocks left encoded: what waits for its turn takes no more memory than it took on the wire. */
export interface RawBlocks {
  /** Each the encoding of a Block, not yet known to be one. */
  blocks: Uint8Array[];
}

// Repeated messages and repeated bytes have the same encoding.
const codec: Codec<RawBlocks> = defineCodec({
  name: BlocksResponse.name,
  type: BlocksResponse.type,
  priority: BlocksResponse.priority,
  isResponse: true,
  ...(BlocksResponse.maxBytes === undefined ? {} : { maxBytes: BlocksResponse.maxBytes }),
  fields: () => [{ number: 1, name: 'blocks', type: 'bytes', label: 'repeated', maxItems: MAX_BLOCKS }],
  create: (): RawBlocks => ({ blocks: [] }),
  write(bytes, at, message) {
    for (const block of list(message.blocks, MAX_BLOCKS)) {
      bytes[at++] = BLOCKS_TAG;
      at = writeBytes(bytes, at, block);
    }
    return at;
  },
  read(reader, end, message: RawBlocks = { blocks: [] }) {
    let { pos } = reader;
    while (pos < end) {
      const tag = reader.tag(pos, end);
      pos = reader.pos;
      if (tag === BLOCKS_TAG) {
        reader.room(pos, message.blocks.length, MAX_BLOCKS);
        reader.element(pos);
        message.blocks.push(reader.byteField(pos, end));
        pos = reader.pos;
      } else pos = reader.unknown(tag, pos, end, message);
    }
    return message;
  },
});

/** GetBlocks whose answer is not decoded further than into blocks. */
export const GetRawBlocks: RequestCodec<GetBlocks, RawBlocks> = Object.freeze({
  ...GetBlocks,
  response: Object.freeze({
    ...codec,
    // Copies: a view would keep the whole answer in memory, whatever else a peer put into it.
    decode: (bytes: Uint8Array, options?: DecodeOptions) =>
      codec.decode(bytes, { ...options, copyBytes: true }),
  }),
});

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

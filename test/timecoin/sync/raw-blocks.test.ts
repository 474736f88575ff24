import { expect, it } from 'vitest';
import { BlocksResponse } from '../../../generated/timecoin/chain.js';
import { Block } from '../../../generated/timecoin/types.js';
import { DecodeError } from '../../../src/codec/errors.js';
import { GetRawBlocks, MAX_BLOCKS, readBlock } from '../../../src/timecoin/sync/raw-blocks.js';
import { sampleBlocks } from '../samples.js';

const blocks = sampleBlocks(3);

it('cuts an answer into the blocks it holds, and keeps nothing else of it alive', () => {
  const payload = BlocksResponse.encode({ blocks });
  const raw = GetRawBlocks.response.decode(payload);
  expect(raw.blocks.map((bytes) => Block.decode(bytes))).toEqual(blocks);
  for (const bytes of raw.blocks) expect(bytes.buffer).not.toBe(payload.buffer);
  expect(GetRawBlocks.response.encode(raw)).toEqual(payload);
});

it('takes no more blocks than may be asked for, and steps over what it does not know', () => {
  const one = Uint8Array.of(10, 0);
  const many = new Uint8Array(2 * (MAX_BLOCKS + 1)).map((_, index) => one[index & 1]!);
  expect(GetRawBlocks.response.decode(many.subarray(2)).blocks).toHaveLength(MAX_BLOCKS);
  expect(() => GetRawBlocks.response.decode(many)).toThrow(DecodeError);
  expect(GetRawBlocks.response.decode(Uint8Array.of(18, 1, 7, 10, 0)).blocks).toHaveLength(1);
});

it.each<[string, Uint8Array, string | undefined]>([
  ['the block', Block.encode(blocks[0]!), undefined],
  ['another block', Block.encode(blocks[1]!), 'sent block 2 where block 1 belongs'],
  ['no header', Block.encode(Block.create()), 'without a header'],
  ['no block', Uint8Array.of(0xff), 'does not decode'],
])('says what is wrong: %s', (_, bytes, problem) => {
  const read = readBlock(bytes, 1);
  if (problem === undefined) expect(read).toMatchObject({ block: blocks[0] });
  else expect(read).toContain(problem);
});

import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { Assembler } from '../../src/wire/assembler.js';
import { deflatePart, inflateFrame } from '../../src/wire/compression.js';
import { concatBytes } from '../../src/wire/bytes.js';
import { encodeFrame, partOf, type Frame } from '../../src/wire/frame.js';
import { FrameReader } from '../../src/wire/frame-reader.js';
import { Flag, HEADER_BYTES } from '../../src/wire/header.js';
import { Priority, type TypeInfo } from '../../src/wire/type-table.js';

const PACKED = 0x53;
const PLAIN = 0x50;
const info = (type: number, compress: boolean): [number, TypeInfo] => [
  type,
  {
    name: `test.${type}`,
    type,
    priority: Priority.NORMAL,
    requiresAck: false,
    isResponse: false,
    response: undefined,
    responseStream: false,
    maxBytes: undefined,
    rate: undefined,
    gossip: false,
    compress,
  },
];
const types = new Map([info(PACKED, true), info(PLAIN, false)]);

interface Read {
  readonly type: number;
  readonly id: number;
  readonly payload: Buffer;
}

/** Every message of a stream that comes in these chunks. */
function read(chunks: readonly Uint8Array[]): Read[] {
  const reader = new FrameReader();
  reader.allowsCompressed = true;
  const assembler = new Assembler(types, 1 << 24);
  const messages: Read[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
      const isCompressed = (frame.flags & Flag.COMPRESSED) !== 0;
      const inflated = isCompressed ? inflateFrame(frame, types) : { frame, fault: undefined };
      const result = assembler.add(inflated.frame, 0, inflated.fault);
      expect(result.kind === 'message' || result.kind === 'stored').toBe(true);
      expect(result.creditBytes).toBe(HEADER_BYTES + inflated.frame.payload.length);
      if (result.kind !== 'message') continue;
      const { type, flags, id, payload } = result.message;
      expect(flags).toBe(0);
      messages.push({ type, id, payload: Buffer.from(payload) });
    }
  }
  expect(reader.isAtBoundary).toBe(true);
  return messages;
}

/** Some of its bytes random, the rest zero, so that from nothing to all of it can be saved. */
function payloadOf(random: SeededRandom): Uint8Array {
  const sizes = [0, 1, 200, 3_000, 65_536, 65_537, 150_000];
  const bytes = new Uint8Array(sizes[random.integer(0, sizes.length - 1)]!);
  const step = random.integer(1, 12);
  for (let at = 0; at < bytes.length; at += step) bytes[at] = random.integer(0, 255);
  return bytes;
}

function framesOf(message: Frame): Uint8Array[] {
  return Array.from({ length: message.partCount }, (_, index) => {
    const run = message.type === PACKED ? deflatePart(message, index) : undefined;
    return run === undefined ? partOf(message, index) : run.slab.subarray(run.start, run.end);
  });
}

describe('a stream of compressed and other frames', () => {
  it.each([1, 2, 3, 4, 5, 6])('reads the same however it is cut, seed %d', (seed) => {
    const random = new SeededRandom(seed);
    const sent = Array.from({ length: 40 }, (_, index) => {
      const type = random.integer(0, 2) === 0 ? PLAIN : PACKED;
      return { type, id: index + 2, payload: payloadOf(random) };
    });
    const frames = sent.flatMap(({ type, id, payload }) => framesOf(encodeFrame(type, 0, id, payload)));
    expect(frames.filter((frame) => (frame[6]! & Flag.COMPRESSED) !== 0).length).toBeGreaterThan(5);
    const stream = concatBytes(frames);
    const expected = sent.map(({ type, id, payload }) => ({ type, id, payload: Buffer.from(payload) }));
    for (const longest of [stream.length, 100_000, 1_500, 40]) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < stream.length;) {
        const length = random.integer(1, longest);
        chunks.push(stream.subarray(at, at + length));
        at += length;
      }
      const messages = read(chunks);
      expect(messages.length).toBe(expected.length);
      expect(messages.every((message, index) => sameMessage(message, expected[index]!))).toBe(true);
    }
  });
});

function sameMessage(a: Read, b: Read): boolean {
  return a.type === b.type && a.id === b.id && a.payload.equals(b.payload);
}

it('keeps no more alive than what it inflated', () => {
  const payload = deflateRawSync(new Uint8Array(2_000));
  const { frame } = inflateFrame({ type: PACKED, flags: Flag.COMPRESSED, part: 0, id: 0, payload }, types);
  expect(frame.payload.length).toBe(2_000);
  expect(frame.payload.buffer.byteLength).toBeLessThanOrEqual(4_000);
});

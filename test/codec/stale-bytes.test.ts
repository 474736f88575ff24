import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { EncodeError } from '../../src/codec/errors.js';
import { payloadOf, partsOf, type Frame } from '../../src/wire/frame.js';
import { Flag, HEADER_BYTES, MAX_PAYLOAD_BYTES, readHeader } from '../../src/wire/header.js';
import { codecIn, importGenerated, modelOf } from './compiled.js';
import { rounds, SEED, timeoutOf } from './fuzz/fuzz.js';
import { pick, seeded } from './random.js';
import { referenceBytes } from './reference.js';

const ROUNDS = rounds(6_000);

let codec: Codec<Record<string, unknown>>;
let small: Codec<Record<string, unknown>>;
beforeAll(async () => {
  const module = await importGenerated(
    'stale-bytes',
    modelOf({
      'stale.proto': `syntax = "proto3";
package stale;
import "framewright/options.proto";
message Stale {
  option (framewright.message) = { type: 100 };
  string text = 1;
  bytes content = 2;
  repeated Stale inners = 3;
  repeated int32 numbers = 4;
  map<string, Stale> by_name = 5;
  repeated string texts = 6;
  repeated fixed64 stamps = 7;
  oneof choice { Stale chosen = 8; double ratio = 9; }
  bytes hash = 10;
  sint64 last = 1000;
}
message Small { option (framewright.message) = { type: 101 }; bool flag = 1; uint32 number = 2; }
`,
    }),
    'stale',
  );
  codec = codecIn(module, 'Stale');
  small = codecIn(module, 'Small');
});

/** Where lengths take another byte, slabs end, and long messages go elsewhere. */
const SIZES = [0, 1, 5, 11, 12, 23, 24, 31, 60, 126, 127, 128, 129, 200, 500, 1000, 2000, 5000];
const LONG_SIZES = [16_000, 16_383, 16_384, 16_385, 20_000, 40_000, 65_000, 65_536, 70_000, 150_000];

function messageOf(random: () => number, marker: string, depth = 0): Record<string, unknown> {
  const message = codec.create();
  const size = () =>
    random() < 0.02 && depth === 0 ? pick(LONG_SIZES, random) : pick(SIZES, random) >> (2 * depth);
  const text = () => (random() < 0.2 ? 'ü' : marker).repeat(size());
  const times = () => Math.floor(random() * 4);
  if (random() < 0.5) message['text'] = text();
  if (random() < 0.4) message['content'] = new Uint8Array(size()).fill(marker.charCodeAt(0));
  if (random() < 0.3)
    message['numbers'] = Array.from({ length: size() >> 1 }, () =>
      pick([0, 5, 127, 128, 70_000, -1], random),
    );
  if (random() < 0.2) message['texts'] = Array.from({ length: times() }, text);
  if (random() < 0.2) message['stamps'] = Array.from({ length: times() }, () => 0x5a5a_5a5a_5a5a_5a5an);
  if (random() < 0.3) message['hash'] = new Uint8Array(32).fill(7);
  if (random() < 0.3) message['last'] = BigInt(Math.floor(random() * 2 ** 50));
  if (depth > 3) return message;
  const inner = () => messageOf(random, marker, depth + 1);
  if (random() < 0.3) message['inners'] = Array.from({ length: times() }, inner);
  if (random() < 0.15) message['byName'] = new Map([[text(), inner()]]);
  if (random() < 0.2)
    message['choice'] = random() < 0.5 ? { case: 'chosen', value: inner() } : { case: 'ratio', value: 1.5 };
  return message;
}

/** The same with a wrong value, mostly behind what is right. */
function spoiled(message: Record<string, unknown>, random: () => number): Record<string, unknown> {
  const property = pick(['last', 'hash', 'stamps', 'choice', 'texts', 'inners', 'numbers', 'text'], random);
  return { ...message, [property]: pick([null, 1.5, [1.5], [null], {}, '\ud800'], random) };
}

/** A frame's bytes are headers and payload and nothing else. */
function checkFrame(frame: Frame, expected: Uint8Array): void {
  const parts = partsOf(frame);
  expect(Buffer.compare(Buffer.concat(parts), frame.bytes)).toBe(0);
  expect(Buffer.compare(payloadOf(frame), expected)).toBe(0);
  let at = 0;
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    expect(readHeader(part)).toMatchObject({
      length: part.length - HEADER_BYTES,
      part: index,
      id: frame.id,
      flags: isLast ? 0 : Flag.MORE,
    });
    if (!isLast) expect(part.length).toBe(HEADER_BYTES + MAX_PAYLOAD_BYTES);
    expect(
      Buffer.compare(part.subarray(HEADER_BYTES), expected.subarray(at, at + part.length - HEADER_BYTES)),
    ).toBe(0);
    at += part.length - HEADER_BYTES;
  });
  expect(at).toBe(expected.length);
}

describe('no byte of an earlier message', () => {
  it.each([1, 2, 3, 4])(
    'is in a later one, nor any of a later one in an earlier (%d)',
    (part) => {
      const random = seeded(SEED * 1000 + part);
      const kept: { bytes: Uint8Array; expected: Uint8Array }[] = [];
      let failed = 0;
      for (let round = 0; round < ROUNDS / 4; round++) {
        const message = messageOf(random, String.fromCharCode(65 + (round % 26)));
        const isSmall = random() < 0.3;
        const plain = small.create({ flag: true, number: round });
        const kind = random();
        if (kind < 0.2) {
          const wrong = spoiled(message, random);
          try {
            if (random() < 0.5) codec.encode(wrong);
            else void codec.frame(wrong).bytes;
          } catch (error) {
            if (!(error instanceof EncodeError)) throw error;
            failed++;
          }
          continue;
        }
        const expected = isSmall ? referenceBytes(small, plain) : referenceBytes(codec, message);
        if (kind < 0.6) {
          const bytes = isSmall ? small.encode(plain) : codec.encode(message);
          if (Buffer.compare(bytes, expected) !== 0) {
            expect(Buffer.from(bytes).toString('hex')).toBe(Buffer.from(expected).toString('hex'));
          }
          kept.push({ bytes, expected });
        } else {
          const frame = isSmall ? small.frame(plain) : codec.frame(message);
          checkFrame(frame, expected);
          kept.push({ bytes: frame.bytes, expected: frame.bytes.slice() });
        }
        if (kept.length > 300) kept.splice(Math.floor(random() * 300), 1).forEach(checkKept);
      }
      kept.forEach(checkKept);
      expect(failed).toBeGreaterThan(ROUNDS / 40);
    },
    timeoutOf(10 * ROUNDS),
  );
});

function checkKept({ bytes, expected }: { bytes: Uint8Array; expected: Uint8Array }): void {
  expect(Buffer.compare(bytes, expected)).toBe(0);
}

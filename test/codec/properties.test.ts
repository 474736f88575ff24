import { beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import type { Codec, JsonValue } from '../../src/codec/codec.js';
import { payloadOf } from '../../src/wire/frame.js';
import { allFields } from './all-fields.js';
import { codecIn, importGenerated, modelOf } from './compiled.js';
import { rounds, SEED, timeoutOf } from './fuzz/fuzz.js';
import { randomMessage, seeded } from './random.js';
import { referenceBytes } from './reference.js';

const ROUNDS = rounds(1_000);

let all: Codec<Record<string, unknown>>;
/** The same messages with a third of their fields. */
let fewer: Codec<Record<string, unknown>>;
beforeAll(async () => {
  all = codecIn(await importGenerated('all-properties', modelOf(allFields), 'all/all'), 'All');
  const reduced = Object.fromEntries(
    Object.entries(allFields).map(([path, text]) => [path, text.split('\n').filter(isKept).join('\n')]),
  );
  fewer = codecIn(await importGenerated('fewer-properties', modelOf(reduced), 'all/all'), 'All');
});

function isKept(line: string): boolean {
  const number = /^ {2}.* = (\d+)( \[.*\])?;$/.exec(line)?.[1];
  return number === undefined || Number(number) % 3 === 0;
}

function sameBytes(actual: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(actual, expected) === 0) return;
  expect(Buffer.from(actual).toString('hex')).toBe(Buffer.from(expected).toString('hex'));
}

function checkRoundTrips(codec: Codec<Record<string, unknown>>, message: Record<string, unknown>): void {
  const bytes = codec.encode(message);
  sameBytes(bytes, referenceBytes(codec, message));
  const decoded = codec.decode(bytes);
  expect(decoded).toEqual(message);
  sameBytes(codec.encode(decoded), bytes);
  const json = JSON.stringify(codec.toJson(message));
  expect(codec.fromJson(JSON.parse(json) as JsonValue)).toEqual(message);
}

describe('any message', () => {
  it(
    'of every kind of field has the bytes of the reference and comes back from them and from JSON',
    () => {
      const random = seeded(SEED);
      for (let round = 0; round < ROUNDS; round++) checkRoundTrips(all, randomMessage(all, random));
    },
    timeoutOf(20 * ROUNDS),
  );

  it.each(
    [...catalog.values()].map((codec) => [codec.name, codec as Codec<Record<string, unknown>>] as const),
  )('of %s as well, and as a frame', (_, codec) => {
    const random = seeded(SEED * 100 + codec.type);
    for (let round = 0; round < ROUNDS / 50; round++) {
      const message = randomMessage(codec, random);
      checkRoundTrips(codec, message);
      sameBytes(payloadOf(codec.frame(message, codec.isResponse ? 7 : undefined)), codec.encode(message));
    }
  });

  it(
    'passes whole through a codec that knows a third of its fields',
    () => {
      const random = seeded(SEED + 1);
      for (let round = 0; round < ROUNDS; round++) {
        const message = randomMessage(all, random);
        const bytes = all.encode(message);
        const relayed = fewer.encode(fewer.decode(bytes, { keepUnknownFields: true }));
        expect(relayed.length).toBe(bytes.length);
        expect(all.decode(relayed)).toEqual(message);
        const again = fewer.encode(fewer.decode(relayed, { keepUnknownFields: true, copyBytes: true }));
        sameBytes(again, relayed);
        // Not asked to keep them, it drops them all.
        const dropped = fewer.decode(bytes);
        expect(fewer.decode(fewer.encode(dropped))).toEqual(dropped);
        expect(fewer.encode(dropped).length).toBeLessThanOrEqual(bytes.length);
      }
    },
    timeoutOf(20 * ROUNDS),
  );

  it('shares nothing with its input when bytes are copied, not even unknown fields', () => {
    const random = seeded(SEED + 2);
    for (let round = 0; round < ROUNDS / 4; round++) {
      const message = randomMessage(all, random);
      const bytes = all.encode(message).slice();
      const copied = all.decode(bytes, { copyBytes: true });
      const kept = fewer.decode(bytes, { copyBytes: true, keepUnknownFields: true });
      bytes.fill(0xaa);
      expect(copied).toEqual(message);
      expect(all.decode(fewer.encode(kept))).toEqual(message);
    }
  });

  it('may come in two halves, split at any field: lists grow, messages merge, the last scalar wins', () => {
    const random = seeded(SEED + 3);
    for (let round = 0; round < ROUNDS / 4; round++) {
      const first = randomMessage(all, random);
      const second = randomMessage(all, random);
      const joined = all.decode(Buffer.concat([all.encode(first), all.encode(second)]));
      const both = Buffer.concat([all.encode(joined), all.encode(all.create())]);
      expect(all.decode(both)).toEqual(joined);
      expect((joined['repeatedInt32'] as number[]).length).toBe(
        (first['repeatedInt32'] as number[]).length + (second['repeatedInt32'] as number[]).length,
      );
    }
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../../src/codec/codec.js';
import { DecodeError } from '../../../src/codec/errors.js';
import { shapeOf } from '../../../src/codec/shape.js';
import { unknownOf } from '../../../src/codec/unknown-fields.js';
import { allFields } from '../all-fields.js';
import { allEditions, allProto2 } from '../all-proto2.js';
import { codecIn, importGenerated, modelOf } from '../compiled.js';
import { elementsIn, unknownIn } from './count.js';
import { inputs, inputsOf, SEED, timeoutOf } from './fuzz.js';

type Message = Record<string, unknown>;

const COUNT = inputs(10_000);

describe('hostile bytes, counted a second time', () => {
  const codecs: Record<string, Codec<Message>> = {};
  beforeAll(async () => {
    for (const [name, files, path] of [
      ['All', allFields, 'all/all'],
      ['Two', allProto2, 'two/two'],
      ['Plain', allEditions, 'edition/plain'],
      ['Legacy', allEditions, 'edition/legacy'],
    ] as const) {
      codecs[name] = codecIn(await importGenerated(`budget-${name}`, modelOf(files), path), name);
    }
  }, 60_000);

  it.each(['All', 'Two', 'Plain', 'Legacy'])(
    'cost %s as many elements of the budget as they have, and keep what is unknown byte for byte',
    (name) => {
      const codec = codecs[name]!;
      const shape = shapeOf(codec);
      const input = inputsOf({ codec }, SEED + 1);
      const seen = { accepted: 0, counted: 0, unknown: 0 };
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = 0;
      for (let index = 0; index < COUNT; index++) {
        const bytes = input(index);
        const keepUnknownFields = (index & 1) === 1;
        const message = decoded(codec, bytes, { keepUnknownFields });
        if (message === undefined) {
          // A budget refuses more, never less.
          check(
            decoded(codec, bytes, { maxElements: 2 ** 30 }) === undefined,
            'accepted with a budget',
            bytes,
          );
          continue;
        }
        seen.accepted++;
        const count = elementsIn(shape, bytes);
        check(decoded(codec, bytes, { maxElements: count }) !== undefined, `more than ${count}`, bytes);
        if (count > 0) {
          seen.counted++;
          check(
            decoded(codec, bytes, { maxElements: count - 1 }) === undefined,
            `fewer than ${count}`,
            bytes,
          );
        }
        const unknown = unknownIn(shape, bytes, !keepUnknownFields);
        if (unknown.length > 0) seen.unknown++;
        check(Buffer.compare(unknownOf(message), unknown) === 0, 'other unknown fields', bytes);
      }
      Error.stackTraceLimit = stackTraceLimit;
      expect(seen.accepted).toBeGreaterThan(COUNT / 10);
      expect(seen.counted).toBeGreaterThan(COUNT / 20);
      expect(seen.unknown).toBeGreaterThan(COUNT / 50);
    },
    timeoutOf(4 * COUNT),
  );
});

function decoded(
  codec: Codec<Message>,
  bytes: Uint8Array,
  options: { keepUnknownFields?: boolean; maxElements?: number },
): Message | undefined {
  try {
    return codec.decode(bytes, options);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function check(isRight: boolean, problem: string, bytes: Uint8Array): void {
  if (!isRight) throw new Error(`${problem}: ${Buffer.from(bytes).toString('hex')}`);
}

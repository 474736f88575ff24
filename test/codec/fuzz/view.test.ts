import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../../src/codec/codec.js';
import { DecodeError } from '../../../src/codec/errors.js';
import { shapeOf, type FieldShape } from '../../../src/codec/shape.js';
import { bytesOf, viewOf, type View, type ViewList } from '../../../src/codec/view.js';
import { allFields } from '../all-fields.js';
import { allEditions, allProto2 } from '../all-proto2.js';
import { codecIn, importGenerated, modelOf } from '../compiled.js';
import { differenceOf } from '../../../src/bench/difference.js';
import { inputs, inputsOf, SEED, timeoutOf } from './fuzz.js';

type Message = Record<string, unknown>;

/** Reads every field of a view, each once, last ones first. */
function whole(codec: Codec<unknown>, view: View<Message>): Message {
  const message: Message = {};
  for (const field of [...shapeOf(codec).fields].reverse()) {
    const { property, oneof, label } = field;
    if (oneof !== undefined) {
      const choice = view[oneof] as { case: string; value: unknown } | undefined;
      if (choice?.case === property) message[oneof] = { case: property, value: read(field, choice.value) };
    } else {
      const value = view[property];
      if (value === undefined) continue;
      // Own, whatever its name.
      Object.defineProperty(message, property, {
        value:
          label === 'repeated'
            ? Array.from(value as ViewList<Message>, (element) => read(field, element))
            : label === 'map'
              ? new Map(
                  [...(value as ReadonlyMap<unknown, unknown>)].map(([key, one]) => [key, read(field, one)]),
                )
              : read(field, value),
        enumerable: true,
      });
    }
  }
  return message;
}

function read({ type }: FieldShape, value: unknown): unknown {
  return type.kind === 'message' ? whole(type.codec, value as View<Message>) : value;
}

describe('a view of hostile bytes', () => {
  const codecs: Record<string, Codec<Message>> = {};
  beforeAll(async () => {
    for (const [name, files, path] of [
      ['All', allFields, 'all/all'],
      ['Two', allProto2, 'two/two'],
      ['Plain', allEditions, 'edition/plain'],
      ['Legacy', allEditions, 'edition/legacy'],
    ] as const) {
      const module = await importGenerated(`view-${name}`, modelOf(files), path);
      codecs[name] = codecIn(module, name);
    }
  }, 60_000);

  const COUNT = inputs(8_000);

  it.each(['All', 'Two', 'Plain', 'Legacy'])(
    'of %s holds what decode returns, wherever decode accepts them',
    (name) => {
      const codec = codecs[name]!;
      const input = inputsOf({ codec }, SEED);
      let accepted = 0;
      let onlyDecodeRefused = 0;
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = 0;
      for (let index = 0; index < COUNT; index++) {
        const bytes = input(index);
        const options = { copyBytes: (index & 1) === 1 };
        let expected: Message | undefined;
        try {
          expected = codec.decode(bytes, options);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
        try {
          const view = viewOf(codec, bytes, options);
          const found = whole(codec, view);
          if (expected === undefined) onlyDecodeRefused++;
          else {
            accepted++;
            const difference = differenceOf(expected, found);
            if (difference !== undefined) throw new Error(`input ${index}: ${difference}`);
            expect(Buffer.compare(bytesOf(view), bytes)).toBe(0);
          }
        } catch (error) {
          if (!(error instanceof DecodeError) || expected !== undefined) {
            throw new Error(`input ${index}, ${Buffer.from(bytes).toString('hex')}`, { cause: error });
          }
        }
      }
      Error.stackTraceLimit = stackTraceLimit;
      expect(accepted).toBeGreaterThan(COUNT / 10);
      // What a later value replaced, nobody reads: else both refuse the same.
      expect(onlyDecodeRefused).toBeLessThan(COUNT / 20);
    },
    timeoutOf(COUNT),
  );
});

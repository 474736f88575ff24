import { shapeOf, type FieldShape, type MessageShape, type ScalarType } from '../../src/codec/shape.js';
import type { Codec } from '../../src/codec/codec.js';
import { EVERY_BOUNDARY } from './boundaries.js';

/** Numbers in [0, 1) from a seed (mulberry32): the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SHORT = 300;

/** The edges of each scalar type, without texts and bytes that would make every message long. */
const SHORT_BOUNDARIES = new Map(
  Object.entries(EVERY_BOUNDARY).map(([type, values]) => [
    type,
    values.filter((value) => sizeOf(value) <= SHORT),
  ]),
);

function shortBoundaries(type: ScalarType): readonly unknown[] {
  return SHORT_BOUNDARIES.get(type) ?? [];
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.length : 0;
}

/** A message with some fields set, to boundary values, within the schema's limits. */
export function randomMessage(
  codec: Codec<unknown>,
  random: () => number,
  depth = 0,
): Record<string, unknown> {
  const shape = shapeOf(codec);
  const message = shape.create();
  for (const field of shape.fields) {
    const isNeeded =
      field.label === 'required' || (field.label === 'implicit' && field.exactBytes !== undefined);
    if (isNeeded || random() < fillRate(shape)) setRandom(message, field, random, depth);
  }
  return message;
}

function fillRate(shape: MessageShape): number {
  if (shape.fields.length > 50) return 0.03;
  // Messages of messages of messages: what each has must not multiply.
  return shape.fields.filter(({ type }) => type.kind === 'message').length > 4 ? 0.2 : 0.6;
}

function setRandom(
  message: Record<string, unknown>,
  field: FieldShape,
  random: () => number,
  depth: number,
): void {
  if (field.type.kind === 'message' && depth > 3) return;
  const value = () => randomValue(field, random, depth);
  const count = Math.floor(random() * Math.min(4, field.maxItems ?? 4));
  if (field.label === 'repeated') {
    message[field.property] = Array.from({ length: count }, value);
  } else if (field.label === 'map') {
    const key = field.key ?? 'string';
    message[field.property] = new Map(
      Array.from({ length: count }, () => [pick(shortBoundaries(key), random), value()]),
    );
  } else if (field.oneof !== undefined) {
    message[field.oneof] = { case: field.property, value: value() };
  } else {
    message[field.property] = value();
  }
}

function randomValue(field: FieldShape, random: () => number, depth: number): unknown {
  switch (field.type.kind) {
    case 'message':
      return randomMessage(field.type.codec, random, depth + 1);
    case 'enum':
      return random() < 0.2 && field.type.shape.closed !== true
        ? 77
        : pick(Object.values(field.type.shape.values), random);
    case 'scalar': {
      if (field.exactBytes !== undefined) return new Uint8Array(field.exactBytes).fill(random() * 256);
      const value = pick(shortBoundaries(field.type.scalar), random);
      if (typeof value === 'bigint' && field.asNumber)
        return Number(BigInt.asIntN(50, value) & (2n ** 50n - 1n));
      return (typeof value === 'string' || value instanceof Uint8Array) &&
        value.length * 3 > (field.maxBytes ?? Infinity)
        ? value.slice(0, 0)
        : value;
    }
  }
}

export function pick<T>(values: readonly T[], random: () => number): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}

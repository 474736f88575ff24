import type { Codec } from '../../src/codec/codec.js';
import { shapeOf, type FieldShape, type ScalarType } from '../../src/codec/shape.js';
import { unknownFields } from '../../src/codec/unknown-fields.js';

/**
 * The encoding written down as plainly as it goes: what the codecs' bytes are compared with. Takes
 * sound messages only.
 */
export function referenceBytes(
  codec: Codec<unknown>,
  message: object,
  isPacked: IsPacked = isPackedName,
): Uint8Array {
  const values = message as Readonly<Record<string | symbol, unknown>>;
  const { fields } = shapeOf(codec);
  const parts: Uint8Array[] = [];
  const oneofs = new Set<string>();
  for (const field of fields) {
    if (field.oneof === undefined) {
      parts.push(fieldBytes(field, values[field.property], isPacked));
    } else if (!oneofs.has(field.oneof)) {
      oneofs.add(field.oneof);
      const choice = values[field.oneof] as { case: string; value: unknown } | undefined;
      const chosen = fields.find((each) => each.oneof === field.oneof && each.property === choice?.case);
      if (chosen !== undefined) parts.push(tagged(chosen, choice?.value, isPacked));
    }
  }
  const kept = values[unknownFields] as Uint8Array | undefined;
  return joined(...parts, kept ?? NONE);
}

type IsPacked = (field: FieldShape) => boolean;

/** A shape does not say whether a field is packed on output; all-fields.ts says it by the field's name. */
const isPackedName: IsPacked = (field) => !field.name.startsWith('unpacked_');

const NONE = new Uint8Array(0);

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

function fieldBytes(field: FieldShape, value: unknown, isPacked: IsPacked): Uint8Array {
  if (value === undefined) return NONE;
  if (field.label === 'map') {
    const keyType = field.key ?? 'string';
    const entries = [...(value as Map<unknown, unknown>)].map(([key, item]) =>
      delimited(
        field.number,
        joined(
          tag(1, wireTypeOf(keyType)),
          scalarBytes(keyType, key),
          tagged({ ...field, number: 2 }, item, isPacked),
        ),
      ),
    );
    return joined(...entries);
  }
  if (field.label === 'repeated') {
    const items = value as unknown[];
    if (items.length === 0) return NONE;
    return fieldWireType(field) === 2 || !isPacked(field)
      ? joined(...items.map((item) => tagged(field, item, isPacked)))
      : delimited(field.number, joined(...items.map((item) => valueBytes(field, item, isPacked))));
  }
  if (
    field.label === 'implicit' &&
    field.type.kind !== 'message' &&
    field.exactBytes === undefined &&
    isDefault(value)
  ) {
    return NONE;
  }
  return tagged(field, value, isPacked);
}

function isDefault(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return Object.is(value, 0) || value === 0n || value === '' || value === false;
}

function tagged(field: FieldShape, value: unknown, isPacked: IsPacked): Uint8Array {
  const bytes = valueBytes(field, value, isPacked);
  if (field.delimited) return joined(tag(field.number, 3), bytes, tag(field.number, 4));
  return field.type.kind === 'message'
    ? delimited(field.number, bytes)
    : joined(tag(field.number, fieldWireType(field)), bytes);
}

function tag(number: number, wireType: number): Uint8Array {
  return varint(BigInt(number) * 8n + BigInt(wireType));
}

function delimited(number: number, bytes: Uint8Array): Uint8Array {
  return joined(tag(number, 2), varint(BigInt(bytes.length)), bytes);
}

function fieldWireType(field: FieldShape): number {
  if (field.type.kind === 'message') return 2;
  return field.type.kind === 'enum' ? 0 : wireTypeOf(field.type.scalar);
}

function wireTypeOf(type: ScalarType): number {
  if (type === 'string' || type === 'bytes') return 2;
  if (type === 'double' || type.endsWith('fixed64')) return 1;
  return type === 'float' || type.endsWith('fixed32') ? 5 : 0;
}

function valueBytes(field: FieldShape, value: unknown, isPacked: IsPacked): Uint8Array {
  if (field.type.kind === 'message') return referenceBytes(field.type.codec, value as object, isPacked);
  return scalarBytes(field.type.kind === 'enum' ? 'int32' : field.type.scalar, value);
}

function scalarBytes(type: ScalarType, value: unknown): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  switch (type) {
    case 'double':
      view.setFloat64(0, value as number, true);
      return new Uint8Array(view.buffer);
    case 'float':
      view.setFloat32(0, value as number, true);
      return new Uint8Array(view.buffer, 0, 4);
    case 'fixed32':
    case 'sfixed32':
      view.setInt32(0, value as number, true);
      return new Uint8Array(view.buffer, 0, 4);
    case 'fixed64':
    case 'sfixed64':
      view.setBigInt64(0, BigInt(value as bigint | number), true);
      return new Uint8Array(view.buffer);
    case 'int32':
    case 'uint32':
    case 'int64':
    case 'uint64':
      return varint(BigInt(value as bigint | number));
    case 'sint32':
    case 'sint64': {
      const wide = BigInt(value as bigint | number);
      return varint(wide < 0n ? -2n * wide - 1n : 2n * wide);
    }
    case 'bool':
      return Uint8Array.of(value === true ? 1 : 0);
    case 'string': {
      const text = new TextEncoder().encode(value as string);
      return joined(varint(BigInt(text.length)), text);
    }
    case 'bytes':
      return joined(varint(BigInt((value as Uint8Array).length)), value as Uint8Array);
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 128n) return Uint8Array.of(...bytes, Number(rest));
    bytes.push(Number(rest & 127n) | 128);
  }
}

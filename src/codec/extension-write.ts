import { EncodeError } from './errors.js';
import { REFUSED } from './fault.js';
import { scalarOfField } from './extension-read.js';
import type { FieldShape } from './shape.js';
import { place, placed } from './slab.js';
import { fillHole, writeBytes, writeRaw } from './write-bytes.js';
import { writeUint32 } from './write-varint.js';

/** An extension's value with its tags, as it stands among the unknown fields of a message. */
export function extensionBytes(field: FieldShape, packed: boolean, value: unknown, path: string): Uint8Array {
  const write = packed && field.label === 'repeated' ? writePacked : writeEach;
  try {
    place(
      (bytes, at, values: readonly unknown[]) => write(field, bytes, at, values),
      listOf(field, value),
      0,
      0,
    );
  } catch (error) {
    if (error === REFUSED) throw new EncodeError(path, 'the value changed while it was encoded');
    if (!(error instanceof EncodeError)) throw error;
    throw new EncodeError(error.path === '' ? path : `${path}.${error.path}`, error.problem);
  }
  return placed.bytes.slice(placed.start, placed.end);
}

function listOf(field: FieldShape, value: unknown): readonly unknown[] {
  return field.label === 'repeated' ? (value as unknown[]) : [value];
}

function writePacked(field: FieldShape, bytes: Uint8Array, at: number, values: readonly unknown[]): number {
  if (values.length === 0) return at;
  const { write } = scalarOfField(field);
  at = writeTag(field, 2, bytes, at);
  const hole = at++;
  for (const value of values) at = write(bytes, at, value as never);
  return fillHole(bytes, hole, at);
}

function writeEach(field: FieldShape, bytes: Uint8Array, at: number, values: readonly unknown[]): number {
  for (const value of values) {
    if (field.type.kind !== 'message') {
      const { wireType, write } = scalarOfField(field);
      at = write(bytes, writeTag(field, wireType, bytes, at), value as never);
    } else if (field.delimited) {
      at = writeRaw(bytes, writeTag(field, 3, bytes, at), field.type.codec.encode(value));
      at = writeTag(field, 4, bytes, at);
    } else {
      at = writeBytes(bytes, writeTag(field, 2, bytes, at), field.type.codec.encode(value));
    }
  }
  return at;
}

function writeTag(field: FieldShape, wireType: number, bytes: Uint8Array, at: number): number {
  return writeUint32(bytes, at, field.number * 8 + wireType);
}

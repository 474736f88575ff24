import { noBytes } from './no-bytes.js';
import { MALFORMED, Reader } from './reader.js';
import { shapeOf, type FieldShape, type MessageShape } from './shape.js';

/**
 * Names the field at which a reader stopped, by walking down to its position: readers need not know where they are.
 * A reader that fails has always read at least one byte of the field's tag.
 */
export function decodePath(shape: MessageShape, bytes: Uint8Array, failedAt: number): string {
  const walker = new Reader();
  walker.bytes = bytes;
  walker.end = bytes.length;
  try {
    return pathWithin(shape, walker, failedAt);
  } finally {
    walker.bytes = noBytes;
  }
}

function pathWithin(shape: MessageShape, walker: Reader, failedAt: number): string {
  const counts = new Map<number, number>();
  if (walker.pos === failedAt) return '';
  while (walker.pos < walker.end) {
    let tag: number;
    try {
      tag = walker.tag();
    } catch {
      return '';
    }
    const field = shape.byNumber.get(tag >>> 3);
    const start = walker.pos;
    if (skipped(walker, tag) && walker.pos < failedAt) {
      if (field !== undefined) counts.set(field.number, (counts.get(field.number) ?? 0) + 1);
      continue;
    }
    if (field === undefined) return '';
    const own = fieldPath(field, counts.get(field.number) ?? 0);
    if (field.type.kind !== 'message' || (tag & 7) !== 2) return own;
    walker.pos = start;
    try {
      walker.enter();
    } catch {
      return own;
    }
    if (walker.pos > failedAt) return own;
    const inner = field.label === 'map' ? '' : pathWithin(shapeOf(field.type.codec), walker, failedAt);
    return inner === '' ? own : `${own}.${inner}`;
  }
  return '';
}

function fieldPath(field: FieldShape, index: number): string {
  if (field.oneof !== undefined) return `${field.oneof}.value`;
  const isElement = field.label === 'repeated' && (field.type.kind !== 'scalar' || isLengthDelimited(field));
  return isElement ? `${field.property}[${index}]` : field.property;
}

function isLengthDelimited(field: FieldShape): boolean {
  return field.type.kind === 'scalar' && (field.type.scalar === 'string' || field.type.scalar === 'bytes');
}

function skipped(walker: Reader, tag: number): boolean {
  try {
    walker.skip(tag);
    return true;
  } catch (error) {
    if (error !== MALFORMED) throw error;
    return false;
  }
}

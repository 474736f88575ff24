import { MALFORMED, Reader } from './reader.js';
import { shapeOf, type FieldShape, type MessageShape } from './shape.js';

/**
 * Names the field at which a reader stopped, by walking down to its position: readers need not know where they are.
 * A reader that fails has always read at least one byte of the field's tag.
 */
export function decodePath(shape: MessageShape, bytes: Uint8Array, failedAt: number): string {
  const walker = new Reader();
  walker.elements = bytes.length;
  return pathWithin(shape, walker, bytes, 0, bytes.length, failedAt);
}

function pathWithin(
  shape: MessageShape,
  walker: Reader,
  bytes: Uint8Array,
  start: number,
  end: number,
  failedAt: number,
): string {
  const counts = new Map<number, number>();
  if (start === failedAt) return '';
  for (let pos = start; pos < end;) {
    const tag = attempt(() => walker.tag(bytes, pos, end));
    if (tag === undefined) return '';
    const field = shape.byNumber.get(tag >>> 3);
    const from = walker.pos;
    const next = attempt(() => walker.skip(tag, bytes, from, end));
    if (next !== undefined && next < failedAt) {
      if (field !== undefined) counts.set(field.number, (counts.get(field.number) ?? 0) + 1);
      pos = next;
      continue;
    }
    if (field === undefined) return '';
    const own = fieldPath(field, counts.get(field.number) ?? 0);
    if (field.type.kind !== 'message' || (tag & 7) !== (field.delimited ? 3 : 2)) return own;
    if (field.delimited) {
      const path = pathWithin(shapeOf(field.type.codec), walker, bytes, from, end, failedAt);
      return path === '' ? own : `${own}.${path}`;
    }
    const inner = attempt(() => walker.enter(bytes, from, end));
    if (inner === undefined || walker.pos > failedAt || field.label === 'map') return own;
    const path = pathWithin(shapeOf(field.type.codec), walker, bytes, walker.pos, inner, failedAt);
    return path === '' ? own : `${own}.${path}`;
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

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error !== MALFORMED) throw error;
    return undefined;
  }
}

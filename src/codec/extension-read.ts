import { DecodeError } from './errors.js';
import { noBytes } from './no-bytes.js';
import { MALFORMED, Reader, TOO_MANY } from './reader.js';
import { scalarCodec } from './scalar-codecs.js';
import { isNamed, type FieldShape } from './shape.js';
import { sharedReader } from './shared-reader.js';

/**
 * The value of an extension among the unknown fields of a message; a list is empty if there is none. Elements count as they do
 * in a decoded message.
 */
export function readExtension(
  field: FieldShape,
  kept: Uint8Array,
  path: string,
  maxElements: number,
): unknown {
  try {
    return field.type.kind === 'message'
      ? readMessages(field, kept, maxElements)
      : readScalars(field, kept, maxElements);
  } catch (error) {
    if (error instanceof DecodeError) {
      throw new DecodeError(error.path === '' ? path : `${path}.${error.path}`, error.problem);
    }
    throw error;
  }
}

/** Whether any unknown field has the number and a wire type of the extension. */
export function isPresent(field: FieldShape, kept: Uint8Array): boolean {
  let found = false;
  walk(kept, (reader, tag, pos, end) => {
    if (tag >>> 3 === field.number && isOfField(field, tag & 7)) found = true;
    reader.skip(tag, kept, pos, end);
  });
  return found;
}

/** The unknown fields without those of one number. */
export function withoutField(kept: Uint8Array, number: number): Uint8Array {
  const left = new Uint8Array(kept.length);
  let length = 0;
  let start = 0;
  walk(kept, (reader, tag, pos, end) => {
    reader.skip(tag, kept, pos, end);
    if (tag >>> 3 !== number) {
      left.set(kept.subarray(start, reader.pos), length);
      length += reader.pos - start;
    }
    start = reader.pos;
  });
  return left.subarray(0, length);
}

/** The number of every unknown field, in the order in which they first occur. */
export function numbersIn(kept: Uint8Array): ReadonlySet<number> {
  const numbers = new Set<number>();
  walk(kept, (reader, tag, pos, end) => {
    numbers.add(tag >>> 3);
    reader.skip(tag, kept, pos, end);
  });
  return numbers;
}

/** Split messages count as one of all their bytes, which is what merging them means. */
function readMessages(field: FieldShape, kept: Uint8Array, maxElements: number): unknown {
  if (field.type.kind !== 'message') return undefined;
  const { codec } = field.type;
  const pieces: Uint8Array[] = [];
  let left = maxElements;
  walk(kept, (reader, tag, pos, end) => {
    if (tag >>> 3 !== field.number || !isOfField(field, tag & 7)) {
      reader.skip(tag, kept, pos, end);
      return;
    }
    if (--left < 0) reader.fail(pos, TOO_MANY);
    if (field.delimited) pieces.push(kept.subarray(pos, endOfGroup(reader, kept, tag, pos, end)));
    else {
      const stop = reader.narrow(kept, pos, end);
      pieces.push(kept.subarray(reader.pos, stop));
      reader.pos = stop;
    }
  });
  // Copies, as what a caller changes must not change the kept bytes.
  const decode = (bytes: Uint8Array) => {
    const message = codec.decode(bytes, { keepUnknownFields: true, copyBytes: true, maxElements: left });
    // A codec gives no more than there are bytes.
    left -= Math.min(bytes.length, left) - sharedReader.elements;
    return message;
  };
  if (field.label === 'repeated') return pieces.map(decode);
  return pieces.length === 0 ? undefined : decode(joined(pieces));
}

function readScalars(field: FieldShape, kept: Uint8Array, maxElements: number): unknown {
  const { type } = field;
  const { read, wireType } = scalarOfField(field);
  const isRepeated = field.label === 'repeated';
  const list: unknown[] = [];
  let left = maxElements;
  walk(kept, (reader, tag, pos, end) => {
    if (tag >>> 3 !== field.number || !isOfField(field, tag & 7)) {
      reader.skip(tag, kept, pos, end);
    } else if ((tag & 7) === 2 && wireType !== 2) {
      const stop = reader.narrow(kept, pos, end);
      while (reader.pos < stop) take(read(reader, kept, reader.pos, stop));
    } else {
      if (isRepeated && --left < 0) reader.fail(pos, TOO_MANY);
      take(read(reader, kept, pos, end));
    }
  });
  return isRepeated ? list : list[0];

  function take(value: unknown): void {
    // A closed enum's unnamed number counts as an unknown field.
    if (type.kind === 'enum' && type.shape.closed === true && !isNamed(type.shape, value as number)) return;
    // The last one wins.
    if (isRepeated) list.push(value);
    else list[0] = value;
  }
}

/** How values of a field that is no message are read and written. */
export function scalarOfField({ type, asNumber }: FieldShape): ReturnType<typeof scalarCodec> {
  return scalarCodec(type.kind === 'scalar' ? type.scalar : 'int32', asNumber);
}

function isOfField(field: FieldShape, wireType: number): boolean {
  if (field.type.kind === 'message') return wireType === (field.delimited ? 3 : 2);
  const own = scalarOfField(field).wireType;
  // A list of numbers comes packed or not.
  return wireType === own || (wireType === 2 && field.label === 'repeated');
}

/** Where the end tag of the group starts that began before `pos`; `reader.pos` is then behind it. */
export function endOfGroup(
  reader: Reader,
  bytes: Uint8Array,
  startTag: number,
  pos: number,
  end: number,
): number {
  for (let to = pos; ; to = reader.pos) {
    const tag = reader.tag(bytes, to, end);
    if ((tag & 7) === 4) {
      if (tag >>> 3 !== startTag >>> 3) reader.fail(reader.pos, 'a group ended by another');
      return to;
    }
    reader.skip(tag, bytes, reader.pos, end);
  }
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0] ?? noBytes;
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function walk(
  kept: Uint8Array,
  visit: (reader: Reader, tag: number, pos: number, end: number) => void,
): void {
  const reader = new Reader();
  reader.copyBytes = true;
  try {
    while (reader.pos < kept.length) {
      const tag = reader.tag(kept, reader.pos, kept.length);
      visit(reader, tag, reader.pos, kept.length);
    }
  } catch (error) {
    if (error !== MALFORMED) throw error;
    throw new DecodeError('', reader.problem);
  }
}

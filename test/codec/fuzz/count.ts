import protobuf from 'protobufjs';
import { shapeOf, type FieldShape, type MessageShape } from '../../../src/codec/shape.js';

// Counted and collected once more, the plain way and with another library's reader: for bytes that are a message.

interface Field {
  readonly number: number;
  readonly wireType: number;
  /** The value as it came; of a length-delimited field without its length, of a group without its end tag. */
  readonly content: Uint8Array;
  /** The same with them. */
  readonly raw: Uint8Array;
}

function fieldsOf(bytes: Uint8Array): Field[] {
  const reader = protobuf.Reader.create(bytes);
  const fields: Field[] = [];
  while (reader.pos < bytes.length) {
    const tag = reader.uint32();
    const from = reader.pos;
    const wireType = tag & 7;
    let start = from;
    let end: number;
    if (wireType === 2) {
      end = reader.uint32() + reader.pos;
      start = reader.pos;
      reader.pos = end;
    } else if (wireType === 3) {
      for (;;) {
        end = reader.pos;
        const inner = reader.uint32();
        if ((inner & 7) === 4) break;
        reader.skipType(inner & 7, 0, inner >>> 3);
      }
    } else {
      reader.skipType(wireType, 0, tag >>> 3);
      end = reader.pos;
    }
    fields.push({
      number: tag >>> 3,
      wireType,
      content: bytes.subarray(start, end),
      raw: bytes.subarray(from, reader.pos),
    });
  }
  return fields;
}

function wireTypeOf({ type, delimited }: FieldShape): number {
  if (type.kind === 'message') return delimited ? 3 : 2;
  if (type.kind === 'enum') return 0;
  const { scalar } = type;
  if (scalar === 'string' || scalar === 'bytes') return 2;
  if (scalar === 'double' || scalar.endsWith('fixed64')) return 1;
  return scalar === 'float' || scalar.endsWith('fixed32') ? 5 : 0;
}

function isRun(field: FieldShape, wireType: number): boolean {
  return field.label === 'repeated' && wireType === 2 && ![2, 3].includes(wireTypeOf(field));
}

/** What a message costs of an element budget: what is in lists and maps, packed runs aside, and messages in messages. */
export function elementsIn(shape: MessageShape, bytes: Uint8Array): number {
  let count = 0;
  for (const { number, wireType, content } of fieldsOf(bytes)) {
    const field = shape.byNumber.get(number);
    if (field === undefined) continue;
    const { type, label } = field;
    if (label === 'map') {
      if (wireType !== 2) continue;
      count++;
      if (type.kind !== 'message') continue;
      for (const value of fieldsOf(content)) {
        if (value.number !== 2 || value.wireType !== 2) continue;
        count += 1 + elementsIn(shapeOf(type.codec), value.content);
      }
    } else if (wireType !== wireTypeOf(field)) {
      continue;
    } else if (type.kind === 'message') {
      count += 1 + elementsIn(shapeOf(type.codec), content);
    } else if (label === 'repeated') {
      count++;
    }
  }
  return count;
}

/** The fields of a message that its schema does not know, with their tags; or those that it leaves to extensions alone. */
export function unknownIn(shape: MessageShape, bytes: Uint8Array, onlyExtensions: boolean): Uint8Array {
  const kept: Uint8Array[] = [];
  const keep = (number: number, wireType: number, raw: Uint8Array): void => {
    kept.push(
      protobuf.Writer.create()
        .uint32(((number << 3) | wireType) >>> 0)
        .finish(),
      raw,
    );
  };
  for (const { number, wireType, content, raw } of fieldsOf(bytes)) {
    const field = shape.byNumber.get(number);
    const own = field === undefined ? -1 : field.label === 'map' ? 2 : wireTypeOf(field);
    if (field === undefined || (own !== wireType && !isRun(field, wireType))) {
      const isExtension = shape.extensionRanges.some(([first, last]) => number >= first && number <= last);
      if (isExtension || !onlyExtensions) keep(number, wireType, raw);
    } else if (!onlyExtensions && field.type.kind === 'enum' && field.type.shape.closed === true) {
      const names = new Set(Object.values(field.type.shape.values));
      if (field.label === 'map') {
        let value = 0;
        for (const part of fieldsOf(content)) {
          if (part.number === 2 && part.wireType === 0) value = int32(part.content);
        }
        if (!names.has(value)) keep(number, 2, raw);
      } else {
        const reader = protobuf.Reader.create(content);
        while (reader.pos < content.length) {
          const start = reader.pos;
          if (!names.has(reader.int32())) keep(number, 0, content.subarray(start, reader.pos));
        }
      }
    }
  }
  return Uint8Array.from(Buffer.concat(kept));
}

function int32(bytes: Uint8Array): number {
  return protobuf.Reader.create(bytes).int32();
}

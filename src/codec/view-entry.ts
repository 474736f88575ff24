import type { Reader } from './reader.js';
import { scalarCodec } from './scalar-codecs.js';
import { zeroOf, type FieldShape } from './shape.js';
import { valueCodec, valueReader, zeroValue } from './view-plan.js';

/** Key and value of a map's entry; of a message where its parts stand, starts and ends by turns. */
export function readEntry(
  reader: Reader,
  bytes: Uint8Array,
  field: FieldShape,
  start: number,
  end: number,
): [key: unknown, value: unknown] {
  const keyType = field.key ?? 'string';
  const keys = scalarCodec(keyType, false);
  const isMessage = field.type.kind === 'message';
  const read = isMessage ? undefined : valueReader(field);
  const valueType = isMessage ? 2 : valueCodec(field).wireType;
  const parts: number[] = [];
  let key: unknown = zeroOf(keyType, false);
  let value = isMessage ? parts : zeroValue(field);
  for (let pos = start; pos < end; pos = reader.pos) {
    const tag = reader.tag(bytes, pos, end);
    const from = reader.pos;
    if (tag === 8 + keys.wireType) key = keys.read(reader, bytes, from, end);
    else if (tag !== 16 + valueType) reader.skip(tag, bytes, from, end);
    else if (read === undefined) {
      const stop = reader.narrow(bytes, from, end);
      parts.push(reader.pos, stop);
      reader.pos = stop;
    } else value = read(reader, bytes, from, end);
  }
  return [key, value];
}

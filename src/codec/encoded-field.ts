import { Reader } from './reader.js';

/**
 * Views of what a field of messages, bytes or text holds, in order, as it lies in an encoding. That must be known to be one,
 * such as this process has made.
 */
export function encodedField(bytes: Uint8Array, number: number): Uint8Array[] {
  const reader = new Reader();
  const wanted = (number << 3) | 2;
  const found: Uint8Array[] = [];
  const end = bytes.length;
  for (let pos = 0; pos < end;) {
    const tag = reader.tag(bytes, pos, end);
    if (tag === wanted) found.push(reader.byteField(bytes, reader.pos, end));
    else reader.skip(tag, bytes, reader.pos, end);
    pos = reader.pos;
  }
  return found;
}

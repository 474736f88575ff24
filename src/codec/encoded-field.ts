import { noBytes } from './no-bytes.js';
import { Reader } from './reader.js';

const reader = new Reader();

/**
 * Views of what a field of messages, bytes or text holds, in order, as it lies in an encoding. That must be known to be one,
 * such as this process has made.
 */
export function encodedField(bytes: Uint8Array, number: number): Uint8Array[] {
  const wanted = (number << 3) | 2;
  const found: Uint8Array[] = [];
  const end = bytes.length;
  reader.reset(bytes);
  for (let pos = 0; pos < end;) {
    const tag = reader.tag(pos, end);
    if (tag === wanted) found.push(reader.byteField(reader.pos, end));
    else reader.skip(tag, reader.pos, end);
    pos = reader.pos;
  }
  reader.reset(noBytes);
  return found;
}

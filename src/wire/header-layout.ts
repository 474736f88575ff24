import { struct, u16be, u32be, u8 } from 'buffer-layout';
import type { Header } from './header.js';

// The declaration of the frame header that inspect, the docs and other languages' tables read, and the oracle of
// header.ts. Only for Node, and for nothing hot: the package needs Buffer and would add 17 kB to a browser bundle.
const layout = struct<Header>([u32be('length'), u16be('type'), u8('flags'), u8('part'), u32be('id')]);

/** One field of the header, big-endian. */
export interface HeaderField {
  readonly name: keyof Header;
  readonly offset: number;
  readonly bytes: number;
}

/** The header's fields in wire order. */
export const headerFields: readonly HeaderField[] = layout.fields.map((field) => {
  const name = field.property as keyof Header;
  return { name, offset: layout.offsetOf(name) ?? 0, bytes: field.span };
});

/** Bytes of the whole header. */
export const headerLayoutBytes: number = layout.span;

/** Reads a header by the declaration. */
export function decodeHeader(bytes: Uint8Array, offset = 0): Header {
  const { length, type, flags, part, id } = layout.decode(bufferOver(bytes), offset);
  return { length, type, flags, part, id };
}

/** Writes a header by the declaration. */
export function encodeHeader(header: Header): Uint8Array {
  const bytes = new Uint8Array(layout.span);
  layout.encode(header, bufferOver(bytes));
  return bytes;
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

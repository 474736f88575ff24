import { isAscii, isUtf8 } from 'node:buffer';
import { defaultMaxListeners, getMaxListeners, setMaxListeners } from 'node:events';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { RawDeflate } from './deflate.js';

// What only Node has, for `#platform`. browser.ts exports the same names; keep them alike.

// Buffer's own string writers work on any Uint8Array, without the Buffer view that would cost more than the string.
interface StringWriters {
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number;
  utf8Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string, offset: number, length: number): number;
  latin1Slice(this: Uint8Array, start: number, end: number): string;
}
const native = Buffer.prototype as unknown as StringWriters;

/** Bytes of `text` in UTF-8; a lone surrogate counts as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text);
}

/** Writes UTF-8 at `offset` and returns how many bytes; the bytes must hold `utf8Length(text)` from there. */
export function utf8Write(text: string, bytes: Uint8Array, offset: number): number {
  return native.utf8Write.call(bytes, text, offset, bytes.length - offset);
}

/** Reads UTF-8, a byte order mark included; undefined if the bytes are no valid UTF-8. */
export function utf8Read(bytes: Uint8Array, start: number, end: number): string | undefined {
  const text = native.utf8Slice.call(bytes, start, end);
  // The native reader writes U+FFFD for what is malformed; only then is it worth asking whether it was sent as such.
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end))) return undefined;
  return text;
}

/** Writes the low byte of every UTF-16 unit and returns how many. */
export function latin1Write(text: string, bytes: Uint8Array, offset: number): number {
  return native.latin1Write.call(bytes, text, offset, bytes.length - offset);
}

/** One character a byte. */
export function latin1Read(bytes: Uint8Array, start: number, end: number): string {
  return native.latin1Slice.call(bytes, start, end);
}

/** Whether all bytes are below 128; for hundreds of them, as the call costs more than a few. */
export function areAscii(bytes: Uint8Array, start: number, end: number): boolean {
  return isAscii(bytes.subarray(start, end));
}

/** Calls `callback` after this turn's pending I/O callbacks. */
export function afterTurn(callback: () => void): void {
  setImmediate(callback);
}

/** Calls `callback` once the present callback's promises have settled, before the next one. */
export function afterCallback(callback: () => void): void {
  // Ticks come before promises at first, and after all of them from within one.
  queueMicrotask(() => process.nextTick(callback));
}

/** Many may listen to this signal at once: no reason to warn of a leak. A limit that its owner has set stays. */
export function expectListeners(signal: AbortSignal): void {
  if (getMaxListeners(signal) === defaultMaxListeners) setMaxListeners(Infinity, signal);
}

/** What zlib gives for `info: true`, which its types leave out. */
interface Inflated {
  readonly buffer: Buffer;
  /** Despite its name: bytes taken in. */
  readonly engine: { readonly bytesWritten: number };
}

/** Undefined where there is none that works at once. */
export const rawDeflate: RawDeflate | undefined = {
  deflate: (bytes) => ownBytes(deflateRawSync(bytes, { level: 1 })),
  inflate(bytes, mostBytes) {
    const options = { maxOutputLength: mostBytes, chunkSize: Math.max(mostBytes, 64), info: true };
    let inflated: Inflated;
    try {
      inflated = inflateRawSync(bytes, options) as unknown as Inflated;
    } catch {
      return undefined;
    }
    // zlib passes over what stands behind the stream.
    return inflated.engine.bytesWritten === bytes.length ? ownBytes(inflated.buffer) : undefined;
  },
};

/** As plain bytes, copied out of a buffer that is much larger. */
function ownBytes(buffer: Buffer): Uint8Array {
  if (buffer.length * 2 < buffer.buffer.byteLength) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

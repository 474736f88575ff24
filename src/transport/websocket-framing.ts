import type { Random } from '../platform/clock.js';
import { totalBytes } from '../wire/bytes.js';
import type { Framing } from './shared-chunks.js';

/** WIRE.md §2.2. */
export const MAX_MESSAGE_BYTES = 262_144;
/** FIN, and the opcode of binary data (RFC 6455 5.2). */
const FINAL_BINARY = 0x82;
const MASKED = 0x80;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;
const MASK_BYTES = 4;
/** A message up to this is copied behind its header: one short chunk is written faster than two. */
const JOIN_BELOW_BYTES = 16 * 1024;

/** A server's messages: chunks go as they lie, behind a header each message. */
export const serverFraming: Framing<unknown> = (chunks) => {
  const framed: Uint8Array[] = [];
  for (const message of messagesOf(chunks)) {
    const bytes = totalBytes(message);
    if (bytes < JOIN_BELOW_BYTES) {
      const whole = new Uint8Array(headerBytes(bytes) + bytes);
      writeHeader(whole, 0, bytes, 0);
      writeChunks(whole, whole.length - bytes, message);
      framed.push(whole);
    } else {
      const header = new Uint8Array(headerBytes(bytes));
      writeHeader(header, 0, bytes, 0);
      framed.push(header, ...message);
    }
  }
  return framed;
};

/** A client's messages, each masked with a key of its own (RFC 6455 5.3). */
export const clientFraming: Framing<Random> = (chunks, random) =>
  messagesOf(chunks).map((message) => maskedMessage(message, maskKey(random)));

/** Another key than zero, which would put our bytes on the wire as they are. */
function maskKey(random: Random): Uint8Array {
  for (;;) {
    const key = random.bytes(MASK_BYTES);
    if (key.some((byte) => byte !== 0)) return key;
  }
}

function maskedMessage(message: readonly Uint8Array[], key: Uint8Array): Uint8Array {
  const bytes = totalBytes(message);
  const header = headerBytes(bytes) + MASK_BYTES;
  // The payload begins at a whole word and ends in one, so that four bytes are masked at a time.
  const start = -header & 3;
  const buffer = new ArrayBuffer(start + header + ((bytes + 3) & ~3));
  const whole = new Uint8Array(buffer, start, header + bytes);
  writeHeader(whole, 0, bytes, MASKED);
  whole.set(key, header - MASK_BYTES);
  writeChunks(whole, header, message);
  const words = new Int32Array(buffer, start + header);
  const mask = new Int32Array(key.slice().buffer)[0]!;
  for (let index = 0; index < words.length; index++) words[index]! ^= mask;
  return whole;
}

function headerBytes(bytes: number): number {
  if (bytes < LENGTH_IN_16_BITS) return 2;
  return bytes < 0x1_0000 ? 4 : 10;
}

function writeHeader(target: Uint8Array, at: number, bytes: number, masked: number): void {
  target[at] = FINAL_BINARY;
  if (bytes < LENGTH_IN_16_BITS) {
    target[at + 1] = masked | bytes;
  } else if (bytes < 0x1_0000) {
    target[at + 1] = masked | LENGTH_IN_16_BITS;
    target[at + 2] = bytes >>> 8;
    target[at + 3] = bytes;
  } else {
    target[at + 1] = masked | LENGTH_IN_64_BITS;
    new DataView(target.buffer, target.byteOffset).setBigUint64(at + 2, BigInt(bytes));
  }
}

function writeChunks(target: Uint8Array, at: number, chunks: readonly Uint8Array[]): void {
  for (const chunk of chunks) {
    target.set(chunk, at);
    at += chunk.length;
  }
}

/** As few messages as hold the chunks: each costs the receiver ten times what a frame in it does. */
function messagesOf(chunks: readonly Uint8Array[]): Uint8Array[][] {
  const messages: Uint8Array[][] = [];
  let room = 0;
  for (const chunk of chunks) {
    if (chunk.length === 0) continue;
    if (chunk.length > room) {
      messages.push([]);
      room = MAX_MESSAGE_BYTES;
    }
    messages.at(-1)!.push(chunk);
    room -= chunk.length;
  }
  return messages;
}

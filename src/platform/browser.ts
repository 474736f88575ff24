import type { RawDeflate } from './deflate.js';

// What node.ts exports, by the means of a browser.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes of `text` in UTF-8; a lone surrogate counts as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) {
      length += 4;
      index++;
    } else length += 3;
  }
  return length;
}

/** Writes UTF-8 at `offset` and returns how many bytes; the bytes must hold `utf8Length(text)` from there. */
export function utf8Write(text: string, bytes: Uint8Array, offset: number): number {
  return encoder.encodeInto(text, bytes.subarray(offset)).written;
}

/** Reads UTF-8, a byte order mark included; undefined if the bytes are no valid UTF-8. */
export function utf8Read(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch {
    return undefined;
  }
}

/** Writes the low byte of every UTF-16 unit and returns how many. */
export function latin1Write(text: string, bytes: Uint8Array, offset: number): number {
  for (let index = 0; index < text.length; index++) bytes[offset + index] = text.charCodeAt(index);
  return text.length;
}

// Engines cap the number of arguments of a call.
const CHARACTERS_A_CALL = 4_096;

/** One character a byte. */
export function latin1Read(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let from = start; from < end; from += CHARACTERS_A_CALL) {
    const chunk = bytes.subarray(from, Math.min(from + CHARACTERS_A_CALL, end));
    text += String.fromCharCode(...chunk);
  }
  return text;
}

/** Whether all bytes are below 128. */
export function areAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (bytes[index]! > 127) return false;
  return true;
}

// A message to oneself is the first thing a browser does after what is already pending; its timers wait 4 ms.
const waiting: (() => void)[] = [];
let turns: InstanceType<typeof MessageChannel> | undefined;

/** Calls `callback` after this turn's pending I/O callbacks. */
export function afterTurn(callback: () => void): void {
  turns ??= openTurns();
  waiting.push(callback);
  turns.port2.postMessage(undefined);
}

/** A browser has no time between a callback's promises and the next callback. */
export const afterCallback = afterTurn;

/** Browsers deflate only in streams, while a frame is to be read before the next one. */
export const rawDeflate: RawDeflate | undefined = undefined;

/** Browsers count no listeners. */
export const expectListeners: (signal: AbortSignal) => void = () => undefined;

function openTurns(): InstanceType<typeof MessageChannel> {
  const channel = new MessageChannel();
  // Node's types, which this tree compiles with, leave out the browser's way of listening.
  const port = channel.port1 as unknown as { onmessage: () => void };
  port.onmessage = () => waiting.shift()?.();
  return channel;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

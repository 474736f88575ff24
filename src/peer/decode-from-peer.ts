import type { Codec, DecodeOptions } from '../codec/codec.js';

/** Elements allowed for a payload of few bytes. */
const ELEMENTS_AT_LEAST = 4_096;
const BYTES_PER_ELEMENT = 16;

/** How many elements a payload from a peer may decode to (WIRE.md §10.1). */
export function elementBudget(payloadBytes: number): number {
  return Math.floor(payloadBytes / BYTES_PER_ELEMENT) + ELEMENTS_AT_LEAST;
}

/**
 * Decodes what a peer sent. Two bytes can be an element, which in memory takes a hundred: many empty ones are refused
 * before they are made. Throws DecodeError.
 */
export function decodeFromPeer<T>(codec: Codec<T>, payload: Uint8Array, options?: DecodeOptions): T {
  return codec.decode(payload, { ...options, maxElements: elementBudget(payload.length) });
}

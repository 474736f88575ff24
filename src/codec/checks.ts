import { refuse } from './fault.js';
import { noBytes } from './no-bytes.js';
import * as limits from './unbounded.js';
import { isDetached, isUint8Array } from './write-bytes.js';

// Held in a constant, as V8 looks an import up at each use.
const { UNBOUNDED } = limits;

// Checks that generated writers make beside those of the values themselves.

/** A map field, if it is a Map of at most `maxItems`. */
export function entries<K, V>(value: ReadonlyMap<K, V>, maxItems = UNBOUNDED): ReadonlyMap<K, V> {
  if (!(value instanceof Map) || value.size > maxItems) refuse();
  return value;
}

/** Whether a bytes field is empty, which stays unwritten. */
export function isEmpty(value: Uint8Array): boolean {
  // Of one that has a length, `writeBytes` asks the rest.
  return value.length === 0 && isOfBytes(value);
}

function isOfBytes(value: Uint8Array): boolean {
  if (value !== noBytes && (!isUint8Array(value) || isDetached(value))) refuse();
  return true;
}

/** For messages in which everything may be missing: a number or null would pass as one. */
export function checkMessage(message: object): void {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) refuse();
}

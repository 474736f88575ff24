import type { JsonValue } from './codec.js';
import { DecodeError, EncodeError } from './errors.js';

/** Deepest nesting of messages in JSON, as in bytes. */
const MAX_DEPTH = 100;

/** Where a value stands: for errors, and against endless nesting. A chain, as paths are made only for errors. */
export interface Place {
  readonly outer: Place | undefined;
  /** A property; of an element its index, of an entry its key in quotes, both in brackets. */
  readonly step: string;
  /** Messages around this one. */
  readonly depth: number;
}

export const ROOT: Place = { outer: undefined, step: '', depth: 0 };

/** A field of the message that stands at a place; if it is a message, it is one level deeper. */
export function fieldAt(outer: Place, property: string): Place {
  return { outer, step: property, depth: outer.depth + 1 };
}

export function elementAt(outer: Place, index: number): Place {
  return { outer, step: `[${index}]`, depth: outer.depth };
}

export function entryAt(outer: Place, key: string): Place {
  return { outer, step: `[${JSON.stringify(key)}]`, depth: outer.depth };
}

export function pathOf({ outer, step }: Place, inner = ''): string {
  let path = step + (inner === '' || step === '' ? inner : `.${inner}`);
  for (let place = outer; place !== undefined; place = place.outer) {
    // Extensions begin with a bracket too, but stand behind a dot like other fields.
    const isWithin = /^\[(?:"|\d)/.test(path);
    path = place.step === '' || path === '' || isWithin ? place.step + path : `${place.step}.${path}`;
  }
  return path;
}

export function failRead(place: Place, problem: string): never {
  throw new DecodeError(pathOf(place), problem);
}

export function failWrite(place: Place, problem: string): never {
  throw new EncodeError(pathOf(place), problem);
}

/** Undefined, or what is wrong with a message at a place. */
export function tooDeep(place: Place): string | undefined {
  return place.depth > MAX_DEPTH ? `nested deeper than ${MAX_DEPTH} levels` : undefined;
}

export function kindOf(json: JsonValue | undefined): string {
  if (json === null || json === undefined) return 'null';
  if (Array.isArray(json)) return 'an array';
  if (typeof json === 'string') return `the string ${JSON.stringify(json.slice(0, 40))}`;
  return typeof json === 'object' ? 'an object' : `the ${typeof json} ${String(json)}`;
}

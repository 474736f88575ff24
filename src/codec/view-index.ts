import { decodePath } from './decode-path.js';
import { DecodeError } from './errors.js';
import { endOfGroup, joined } from './extension-read.js';
import { MAX_DEPTH } from './read-raw.js';
import { MALFORMED, Reader } from './reader.js';
import type { FieldShape } from './shape.js';
import { readEntry } from './view-entry.js';
import { isValueOf, Kind, valueReader, type Plan, type ReadValue, type Step } from './view-plan.js';

/** What holds for a view and all views within it. */
export interface ViewLimits {
  readonly copyBytes: boolean;
  readonly maxElements: number;
}

/** Part of a message's bytes, or several that count as one: starts and ends by turns. */
type Bounds = readonly number[];

// One reader for all: a view reads nothing while another does.
const reader = new Reader();

/**
 * Where in its bytes the fields of one message stand: found by walking over them once, without reading what they hold.
 * Then reads single fields.
 */
export class MessageIndex {
  readonly plan: Plan;
  readonly limits: ViewLimits;
  readonly depth: number;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly #within: MessageIndex | undefined;
  readonly #property: string;
  readonly #element: number;
  /** By slot: where the value starts, or several such places. Of a oneof, its member first. */
  readonly #places: (number | number[] | undefined)[];

  /** Throws DecodeError; `within`, `property` and `element` say where the message itself was found. */
  constructor(
    plan: Plan,
    limits: ViewLimits,
    bytes: Uint8Array,
    bounds: Bounds,
    within?: MessageIndex,
    property = '',
    element = -1,
  ) {
    this.plan = plan;
    this.limits = limits;
    this.depth = within === undefined ? 0 : within.depth + 1;
    this.#within = within;
    this.#property = property;
    this.#element = element;
    if (bounds.length === 2) {
      this.#bytes = bytes;
      this.#start = bounds[0]!;
      this.#end = bounds[1]!;
    } else {
      this.#bytes = joinedParts(bytes, bounds);
      this.#start = 0;
      this.#end = this.#bytes.length;
    }
    this.#places = plan.nothing.slice();
    if (this.depth > MAX_DEPTH) throw this.#problem('', `nested deeper than ${MAX_DEPTH} levels`);
    this.#open();
    try {
      this.#walk();
    } catch (error) {
      throw this.#explained(error);
    }
    reader.reset();
    for (const slot of plan.needed) {
      if (this.#places[slot] !== undefined) continue;
      const { property: name, missing = '' } = plan.slots[slot]!;
      throw this.#problem(name, missing);
    }
  }

  /** The encoded message. */
  get bytes(): Uint8Array {
    const { buffer, byteOffset } = this.#bytes;
    return new Uint8Array(buffer, byteOffset + this.#start, this.#end - this.#start);
  }

  /** The value of a field that is no message; undefined if it is not there. */
  value(slot: number, read: ReadValue): unknown {
    const place = this.#places[slot];
    return typeof place === 'number' ? this.#valueAt(place, read) : undefined;
  }

  #valueAt(place: number, read: ReadValue): unknown {
    this.#open();
    let value: unknown;
    try {
      value = read(reader, this.#bytes, place, this.#end);
    } catch (error) {
      throw this.#explained(error);
    }
    reader.reset();
    return value;
  }

  /** Where the parts of a message, or the messages or entries of a list, stand. */
  bounds(slot: number): Bounds {
    const places = this.#places[slot];
    return typeof places === 'object' ? places : [];
  }

  /** The last member of a oneof, with its value, or the bounds of a message. */
  choice(slot: number): { field: FieldShape; value: unknown; bounds: Bounds } | undefined {
    const places = this.#places[slot];
    if (typeof places !== 'object') return undefined;
    const [member = 0, place = 0] = places;
    const field = this.#fieldOf(slot, member);
    if (field.type.kind === 'message') return { field, value: undefined, bounds: places.slice(1) };
    return { field, value: this.#valueAt(place, valueReader(field)), bounds: [] };
  }

  /** A list of values that are no messages. */
  values(slot: number): unknown[] {
    const field = this.#fieldOf(slot);
    const { maxItems = Infinity } = field;
    const read = valueReader(field);
    const list: unknown[] = [];
    const take = (place: number, end: number): void => {
      reader.room(place, list.length, maxItems);
      const value = read(reader, this.#bytes, place, end);
      if (isValueOf(field, value)) list.push(value);
    };
    const places = this.bounds(slot);
    this.#guarded(() => {
      for (let index = 0; index < places.length; index += 2) {
        const start = places[index]!;
        const end = places[index + 1]!;
        if (end === 0) {
          take(start, this.#end);
          continue;
        }
        reader.pos = start;
        while (reader.pos < end) take(reader.pos, end);
      }
    });
    return list;
  }

  /** The entries of a map, in the order in which they came; `message` makes a message of where its parts stand. */
  entries(slot: number, message: (bounds: Bounds) => unknown): Map<unknown, unknown> {
    const field = this.#fieldOf(slot);
    const places = this.bounds(slot);
    const raw = new Map<unknown, unknown>();
    this.#guarded(() => {
      for (let index = 0; index < places.length; index += 2) {
        const pos = places[index]!;
        if (field.maxItems !== undefined) reader.room(pos, raw.size, field.maxItems);
        const [key, value] = readEntry(reader, this.#bytes, field, pos, places[index + 1]!);
        if (field.type.kind === 'message' || isValueOf(field, value)) raw.set(key, value);
      }
    });
    if (field.type.kind !== 'message') return raw;
    return new Map([...raw].map(([key, bounds]) => [key, message(bounds as Bounds)]));
  }

  /** The index of a message within this one. */
  inner(plan: Plan, bounds: Bounds, property: string, element = -1): MessageIndex {
    return new MessageIndex(plan, this.limits, this.#bytes, bounds, this, property, element);
  }

  #fieldOf(slot: number, member = 0): FieldShape {
    return this.plan.slots[slot]!.fields[member]!;
  }

  #walk(): void {
    const bytes = this.#bytes;
    const end = this.#end;
    const places = this.#places;
    const { shortSteps, longSteps } = this.plan;
    let pos = this.#start;
    while (pos < end) {
      let tag = bytes[pos++]!;
      let step: Step | undefined;
      if (tag > 127) {
        tag = reader.tag(bytes, pos - 1, end);
        pos = reader.pos;
        // A short tag may have been written longer than it need be.
        step = tag > 127 ? longSteps.get(tag) : shortSteps[tag];
      } else {
        step = shortSteps[tag];
        // Most fields are these, and short.
        if (step !== undefined && step.kind === Kind.VALUE && step.member < 0 && pos < end) {
          const first = bytes[pos]!;
          const wireType = tag & 7;
          const size = wireType === 0 ? 1 : wireType === 2 ? first + 1 : 0;
          if (first < 128 && size !== 0 && pos + size <= end) {
            places[step.slot] = pos;
            pos += size;
            continue;
          }
        }
      }
      if (step === undefined) reader.skip(tag, bytes, pos, end);
      else this.#note(step, tag, pos, end);
      pos = reader.pos;
    }
  }

  /** Notes where a field stands that starts at `pos`, and leaves in the reader where it ends. */
  #note({ kind, field, slot, member }: Step, tag: number, pos: number, end: number): void {
    switch (kind) {
      case Kind.VALUE:
        reader.skip(tag, this.#bytes, pos, end);
        this.#places[slot] = member < 0 ? pos : [member, pos];
        return;
      case Kind.CLOSED:
        if (isValueOf(field, reader.int32(this.#bytes, pos, end)))
          this.#places[slot] = member < 0 ? pos : [member, pos];
        return;
      case Kind.MESSAGE: {
        reader.element(pos);
        const places = this.#placesOf(slot, member);
        this.#noteMessage(places, tag, pos, end);
        return;
      }
      case Kind.MESSAGES: {
        reader.element(pos);
        const places = this.#placesOf(slot, -1);
        if (field.maxItems !== undefined) reader.room(pos, places.length / 2, field.maxItems);
        this.#noteMessage(places, tag, pos, end);
        return;
      }
      case Kind.VALUES:
        reader.element(pos);
        reader.skip(tag, this.#bytes, pos, end);
        this.#placesOf(slot, -1).push(pos, 0);
        return;
      case Kind.RUN: {
        const stop = reader.narrow(this.#bytes, pos, end);
        if (stop > reader.pos) this.#placesOf(slot, -1).push(reader.pos, stop);
        reader.pos = stop;
        return;
      }
      case Kind.ENTRY: {
        reader.element(pos);
        const stop = reader.narrow(this.#bytes, pos, end);
        this.#placesOf(slot, -1).push(reader.pos, stop);
        reader.pos = stop;
        return;
      }
    }
  }

  #noteMessage(places: number[], tag: number, pos: number, end: number): void {
    if ((tag & 7) === 3) {
      reader.depth++;
      places.push(pos, endOfGroup(reader, this.#bytes, tag, pos, end));
      reader.depth--;
      return;
    }
    const stop = reader.narrow(this.#bytes, pos, end);
    places.push(reader.pos, stop);
    reader.pos = stop;
  }

  /** The list to go on with; another one if a oneof had another member. */
  #placesOf(slot: number, member: number): number[] {
    const known = this.#places[slot];
    if (typeof known === 'object' && (member < 0 || known[0] === member)) return known;
    const places = member < 0 ? [] : [member];
    this.#places[slot] = places;
    return places;
  }

  #open(): void {
    reader.reset();
    reader.depth = this.depth;
    // Every element takes a byte at least.
    reader.elements = Math.min(this.#bytes.length, this.limits.maxElements);
    reader.copyBytes = this.limits.copyBytes;
  }

  #guarded<T>(read: () => T): T {
    this.#open();
    try {
      return read();
    } catch (error) {
      throw this.#explained(error);
    } finally {
      reader.reset();
    }
  }

  #explained(error: unknown): unknown {
    if (error !== MALFORMED) return error;
    const path = decodePath(this.plan.shape, this.bytes, reader.pos - this.#start);
    reader.reset();
    return this.#problem(path, reader.problem);
  }

  #problem(path: string, problem: string): DecodeError {
    const own = this.#path();
    return new DecodeError(own === '' || path === '' ? own + path : `${own}.${path}`, problem);
  }

  #path(): string {
    if (this.#within === undefined) return '';
    const outer = this.#within.#path();
    const own = this.#element < 0 ? this.#property : `${this.#property}[${this.#element}]`;
    return outer === '' ? own : `${outer}.${own}`;
  }
}

function joinedParts(bytes: Uint8Array, bounds: Bounds): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let index = 0; index < bounds.length; index += 2) {
    parts.push(bytes.subarray(bounds[index], bounds[index + 1]));
  }
  return joined(parts);
}

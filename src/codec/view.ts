import { MAX_MESSAGE_BYTES } from '../wire/header.js';
import type { Codec, DecodeOptions } from './codec.js';
import { DecodeError } from './errors.js';
import type { FieldShape } from './shape.js';
import { MessageIndex, type ViewLimits } from './view-index.js';
import { planOf, valueReader, type Plan } from './view-plan.js';

/** `maxElements` counts for each message that is looked into on its own. */
export type ViewOptions = Pick<DecodeOptions, 'copyBytes' | 'maxElements'>;

/** A message whose fields are decoded when they are read, each time anew; lists, maps and messages within it once. */
export type View<T> = { readonly [P in keyof T]: Viewed<T[P]> };

type Single = string | number | bigint | boolean | Uint8Array | undefined;

type Viewed<V> = V extends Single
  ? V
  : V extends readonly (infer E)[]
    ? [E] extends [Single]
      ? readonly E[]
      : ViewList<E>
    : V extends ReadonlyMap<infer K, infer E>
      ? ReadonlyMap<K, Viewed<E>>
      : V extends { case: infer C extends string; value: infer E }
        ? string extends C
          ? View<V>
          : { readonly case: C; readonly value: Viewed<E> }
        : View<V>;

/** The messages of a list, each looked into when it is asked for, each time anew. */
export interface ViewList<T> extends Iterable<View<T>> {
  readonly length: number;
  /** As an array's `at`: from the end if negative, undefined beyond either end. Throws DecodeError. */
  at(index: number): View<T> | undefined;
}

/**
 * A message that is not decoded: for one of which few fields are read. It is walked over once, which finds its fields:
 * what is cut off or wrongly nested, a required field that is missing and a list that is too long are found then. What a
 * field holds, and a message within, is checked as strictly as by `decode`, but only when it is read; a view says nothing
 * of what was not. Unknown fields are passed over. The bytes must not change meanwhile. Throws DecodeError.
 */
export function viewOf<T>(codec: Codec<T>, bytes: Uint8Array, options: ViewOptions = {}): View<T> {
  const { copyBytes = false, maxElements = Infinity } = options;
  const limit = codec.maxBytes ?? MAX_MESSAGE_BYTES;
  if (bytes.length > limit) {
    throw new DecodeError('', `${codec.name} of ${bytes.length} bytes, allowed are ${limit}`);
  }
  const { plan, MessageView } = madeFor(codec);
  const limits: ViewLimits = { copyBytes, maxElements };
  return new MessageView(new MessageIndex(plan, limits, bytes, [0, bytes.length])) as View<T>;
}

/** The encoded message that a view shows, for decoding it whole or hashing it; not a copy, unless it came in parts. */
export function bytesOf(view: View<object>): Uint8Array {
  return (view as Indexed)[indexKey].bytes;
}

const indexKey: unique symbol = Symbol('framewright.index');

/** What a view is besides its fields. */
interface Indexed {
  readonly [indexKey]: MessageIndex;
}

interface Made {
  readonly plan: Plan;
  readonly MessageView: new (index: MessageIndex) => object;
}

const made = new WeakMap<Codec<unknown>, Made>();

function madeFor(codec: Codec<unknown>): Made {
  let found = made.get(codec);
  if (found === undefined) {
    const plan = planOf(codec);
    found = { plan, MessageView: classOf(plan) };
    made.set(codec, found);
  }
  return found;
}

/** A class with a getter for each field, and with nothing else that a field's name could meet. */
function classOf(plan: Plan): Made['MessageView'] {
  const MessageView = class implements Indexed {
    readonly [indexKey]: MessageIndex;
    [madeKey]: unknown[] | undefined = undefined;

    constructor(index: MessageIndex) {
      this[indexKey] = index;
    }
  };
  const { prototype } = MessageView;
  Object.setPrototypeOf(prototype, null);
  Reflect.deleteProperty(prototype, 'constructor');
  for (const [slot, { property, fields, fallback }] of plan.slots.entries()) {
    const [field] = fields;
    if (field === undefined) continue;
    const make = makerOf(field);
    const read = valueReader(field);
    Object.defineProperty(prototype, property, {
      enumerable: true,
      get:
        make === undefined
          ? function (this: Indexed) {
              return this[indexKey].value(slot, read) ?? fallback;
            }
          : function (this: Keeping) {
              const kept = (this[madeKey] ??= []);
              return (kept[slot] ??= make(this[indexKey], slot));
            },
    });
  }
  return MessageView;
}

const madeKey: unique symbol = Symbol('framewright.made');

interface Keeping extends Indexed {
  /** By slot: what was made when it was first read. */
  [madeKey]: unknown[] | undefined;
}

/** Makes the value of a field that is an object; undefined for fields that are none. */
function makerOf(field: FieldShape): ((index: MessageIndex, slot: number) => unknown) | undefined {
  const { type, label, property } = field;
  if (label === 'oneof') {
    return (index, slot) => {
      const choice = index.choice(slot);
      if (choice === undefined) return undefined;
      const { field: member, bounds } = choice;
      const value = member.type.kind === 'message' ? viewAt(index, member, bounds) : choice.value;
      return { case: member.property, value };
    };
  }
  if (label === 'map') {
    return (index, slot) => index.entries(slot, (bounds) => viewAt(index, field, bounds));
  }
  if (label === 'repeated') {
    return type.kind === 'message'
      ? (index, slot) => new MessageList(index, madeFor(type.codec), index.bounds(slot), property)
      : (index, slot) => index.values(slot);
  }
  if (type.kind !== 'message') return undefined;
  return (index, slot) => {
    const bounds = index.bounds(slot);
    return bounds.length === 0 ? undefined : viewAt(index, field, bounds);
  };
}

function viewAt(
  index: MessageIndex,
  { type, property, oneof }: FieldShape,
  bounds: readonly number[],
): object {
  if (type.kind !== 'message') throw new TypeError(`${property} is no message`);
  const { plan, MessageView } = madeFor(type.codec);
  return new MessageView(index.inner(plan, bounds, oneof === undefined ? property : `${oneof}.value`));
}

class MessageList implements ViewList<unknown> {
  readonly length: number;
  readonly #index: MessageIndex;
  readonly #made: Made;
  readonly #bounds: readonly number[];
  readonly #property: string;

  constructor(index: MessageIndex, made: Made, bounds: readonly number[], property: string) {
    this.length = bounds.length / 2;
    this.#index = index;
    this.#made = made;
    this.#bounds = bounds;
    this.#property = property;
  }

  at(index: number): View<unknown> | undefined {
    const whole = Math.trunc(index) || 0;
    const place = whole < 0 ? this.length + whole : whole;
    const start = this.#bounds[2 * place];
    const end = this.#bounds[2 * place + 1];
    if (start === undefined || end === undefined) return undefined;
    const { plan, MessageView } = this.#made;
    return new MessageView(this.#index.inner(plan, [start, end], this.#property, place));
  }

  *[Symbol.iterator](): Generator<View<unknown>> {
    for (let place = 0; place < this.length; place++) yield this.at(place)!;
  }
}

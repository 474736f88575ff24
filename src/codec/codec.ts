import type { Frame } from '../wire/frame.js';
import type { TypeInfo } from '../wire/type-table.js';
import type { Extension } from './extension.js';

export interface DecodeOptions {
  /** Keep fields the schema does not know, so that encode writes them back. Default false. */
  readonly keepUnknownFields?: boolean;
  /**
   * Copy bytes fields out of the input. Default false: they are views of it, which is faster, but a message that is kept
   * keeps the whole input alive, and shares its changes.
   */
  readonly copyBytes?: boolean;
  /**
   * Most elements of repeated fields and maps, and messages within messages, counted over the whole message;
   * packed runs count for nothing. Default: no limit. Two bytes of input can become an object of a hundred: what comes from peers is
   * decoded with one for each 16 bytes of payload and 4,096 more.
   */
  readonly maxElements?: number;
}

/** Finds the codec of a full protobuf name for google.protobuf.Any, e.g. a catalog's `named`. */
export type Resolve = (name: string) => Codec<unknown> | undefined;

export interface ToJsonOptions {
  /** Needed for messages that contain google.protobuf.Any. */
  readonly resolve?: Resolve;
  /** Written as `"[full.name]"` where a message has them; others are left out. */
  readonly extensions?: readonly Extension<unknown, unknown>[];
  /** Write plain fields, lists and maps that have their default too. Default false. */
  readonly alwaysEmitImplicit?: boolean;
  /** Write the numbers of enums instead of their names. Default false. */
  readonly enumAsInteger?: boolean;
  /** Write the field names of the .proto instead of their JSON names. Default false. */
  readonly useProtoFieldName?: boolean;
}

export interface FromJsonOptions {
  /** Skip object keys and enum names the schema does not know instead of failing. Default false. */
  readonly ignoreUnknownFields?: boolean;
  /** Needed for messages that contain google.protobuf.Any. */
  readonly resolve?: Resolve;
  /** Needed for messages with keys such as `"[full.name]"`. */
  readonly extensions?: readonly Extension<unknown, unknown>[];
}

/** Any value JSON.parse can return. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** Properties that hold one value which is no message, with the value that they stand for when nothing is there. */
export type Defaults<T> = {
  readonly [
    P in keyof T as NonNullable<T[P]> extends string | number | bigint | boolean | Uint8Array ? P : never
  ]-?: NonNullable<T[P]>;
};

/** Object ⇄ bytes of one message, with its metadata. A frozen plain object; generated, never written by hand. */
export interface Codec<T> extends TypeInfo {
  readonly isHighPriority: boolean;
  readonly response: Codec<unknown> | undefined;
  /** The payload alone. Throws EncodeError naming the field path. */
  encode(message: T): Uint8Array;
  /** Strict and bounded. Throws DecodeError naming the field path. */
  decode(bytes: Uint8Array, options?: DecodeOptions): T;
  /**
   * Header and payload in one pass; parts when the payload exceeds 65,536 bytes. For a response, `id` is the request's;
   * for anything else leave it out: an id is taken when the type needs an ack or has a response, or for parts.
   */
  frame(message: T, id?: number): Frame;
  /**
   * The same into bytes of yours, from `at` on; returns where the frame ends. An end beyond `bytes.length` says that it does
   * not fit and is not there. For a program that sends its bytes before it writes the next: nothing is allocated.
   */
  frameInto(message: T, bytes: Uint8Array, at: number, id?: number): number;
  /** What scalars and enums that are not there stand for: the schema's default, else zero. Members of oneofs are not in it. */
  readonly defaults: Defaults<T>;
  /** A complete message: plain fields left out get their zero, lists and maps are empty, all else is not there. */
  create(partial?: Partial<T>): T;
  /** The protobuf JSON mapping. */
  toJson(message: T, options?: ToJsonOptions): JsonValue;
  fromJson(value: JsonValue, options?: FromJsonOptions): T;
}

/** A codec whose type a service pairs with a response. */
export interface RequestCodec<T, R> extends Codec<T> {
  readonly response: Codec<R>;
  readonly responseStream: false;
}

/** A codec whose type a service pairs with a stream of items. */
export interface StreamCodec<T, R> extends Codec<T> {
  /** Of each item. */
  readonly response: Codec<R>;
  readonly responseStream: true;
}

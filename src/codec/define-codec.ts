import { MAX_MESSAGE_BYTES } from '../wire/header.js';
import type { Priority, Rate } from '../wire/type-table.js';
import type {
  Codec,
  DecodeOptions,
  FromJsonOptions,
  JsonValue,
  RequestCodec,
  StreamCodec,
  ToJsonOptions,
} from './codec.js';
import { decodePath } from './decode-path.js';
import { DecodeError } from './errors.js';
import { framingOf, type Framed } from './framing.js';
import { fromJson } from './json-read.js';
import { toJson } from './json-write.js';
import { MALFORMED, type Reader } from './reader.js';
import { sharedReader } from './shared-reader.js';
import {
  defaultsOf,
  messageShape,
  shaped,
  shapeOf,
  type ExtensionRanges,
  type FieldDeclaration,
} from './shape.js';

const reader = sharedReader;

/** What generated code says of one message. */
export interface CodecDeclaration<T> extends Framed<T> {
  /** Left out: normal. */
  readonly priority?: Priority;
  readonly gossip?: true;
  readonly compress?: true;
  readonly rate?: Rate;
  /** Called late, as the response may be defined further down or in a file that imports this one. */
  readonly response?: () => Codec<unknown>;
  readonly responseStream?: true;
  /** Called late, as messages may contain each other. */
  readonly fields: () => readonly FieldDeclaration[];
  /** Field numbers left to extensions: what arrives in them is always kept. */
  readonly extensionRanges?: ExtensionRanges;
  /** A message with every default. */
  readonly create: () => T;
  readonly read: (reader: Reader, bytes: Uint8Array, pos: number, end: number) => T;
}

/** Makes the codec of a message from its generated parts. */
export function defineCodec<T extends object>(declared: CodecDeclaration<T>): Codec<T> {
  const { name, type = 0, priority = 'normal', isResponse = false, requiresAck = false, maxBytes } = declared;
  const { response, create, read } = declared;
  const limit = maxBytes ?? MAX_MESSAGE_BYTES;
  const codec: Codec<T> = {
    name,
    type,
    priority,
    requiresAck,
    isResponse,
    isHighPriority: priority === 'high',
    responseStream: declared.responseStream ?? false,
    maxBytes,
    rate: declared.rate,
    gossip: declared.gossip ?? false,
    compress: declared.compress ?? false,
    decode(bytes: Uint8Array, options?: DecodeOptions): T {
      const { length } = bytes;
      if (length > limit) refuseLength(name, length, limit);
      // All else is as the last decoding left it: at the start. Every element takes a byte at least.
      reader.elements = options === undefined ? length : setOptions(options, length);
      let message: T;
      try {
        message = read(reader, bytes, 0, length);
      } catch (error) {
        throw decodeError(codec, bytes, error);
      }
      if (reader.needsReset) reader.reset();
      return message;
    },
    create(partial?: Partial<T>): T {
      const message = create();
      if (partial === undefined) return message;
      for (const property of propertiesOf(codec)) {
        const value = Object.hasOwn(partial, property) ? partial[property as keyof T] : undefined;
        if (value !== undefined) message[property as keyof T] = value;
      }
      return message;
    },
    toJson: (message: T, options?: ToJsonOptions) => toJson(codec, message, options),
    fromJson: (value: JsonValue, options?: FromJsonOptions) => fromJson(codec, value, options) as T,
    ...shaped(() => messageShape(name, declared.fields(), create, declared.extensionRanges)),
    ...framingOf(declared, () => codec),
    [laterKey]: { response, defaults: undefined },
  } as unknown as Codec<T>;
  return Object.freeze(Object.defineProperties(codec, accessors));
}

const laterKey = Symbol('framewright.later');

/** What a codec says only once all of the schema's code is loaded. */
interface Later {
  readonly [laterKey]: {
    readonly response: (() => Codec<unknown>) | undefined;
    defaults: Readonly<Record<string, unknown>> | undefined;
  };
}

// All codecs share these: V8 keeps an object with accessors of its own as a hash table, of which nothing is inlined.
const accessors: PropertyDescriptorMap & ThisType<Later & Codec<unknown>> = {
  response: {
    enumerable: true,
    get() {
      return this[laterKey].response?.();
    },
  },
  defaults: {
    enumerable: true,
    get() {
      return (this[laterKey].defaults ??= defaultsOf(shapeOf(this)));
    },
  },
};

/** The same for a message that a service pairs with a response. */
export function defineRequest<T extends object, R>(
  declared: CodecDeclaration<T> & { readonly response: () => Codec<R> },
): RequestCodec<T, R> {
  return defineCodec(declared) as RequestCodec<T, R>;
}

/** The same for a message that a service pairs with a stream of items. */
export function defineStream<T extends object, R>(
  declared: CodecDeclaration<T> & { readonly response: () => Codec<R>; readonly responseStream: true },
): StreamCodec<T, R> {
  return defineCodec(declared) as StreamCodec<T, R>;
}

/** Apart from `decode`, which V8 inlines with all it calls as long as that is short. */
function refuseLength(name: string, length: number, limit: number): never {
  throw new DecodeError('', `${name} of ${length} bytes, allowed are ${limit}`);
}

/** Until the reader is reset. Returns how many elements there may be. */
function setOptions(options: DecodeOptions, length: number): number {
  // Before the reader is touched: what the caller's options run may decode as well.
  const { keepUnknownFields = false, copyBytes = false, maxElements = length } = options;
  const elements = Math.min(length, maxElements);
  reader.needsReset = true;
  reader.keepUnknownFields = keepUnknownFields;
  reader.copyBytes = copyBytes;
  return elements;
}

function decodeError(codec: Codec<unknown>, bytes: Uint8Array, error: unknown): unknown {
  const { pos, problem, missingField } = reader;
  reader.reset();
  if (error !== MALFORMED) return error;
  reader.missingField = '';
  const place = decodePath(shapeOf(codec), bytes, pos);
  const path = place !== '' && missingField !== '' ? `${place}.${missingField}` : place + missingField;
  return new DecodeError(path, problem);
}

function propertiesOf(codec: Codec<unknown>): Set<string> {
  return new Set(shapeOf(codec).fields.map((field) => field.oneof ?? field.property));
}

import type { Codec, DecodeOptions } from './codec.js';
import { fieldProblem } from './encode-problem.js';
import { EncodeError } from './errors.js';
import { isPresent, readExtension, withoutField } from './extension-read.js';
import { extensionBytes } from './extension-write.js';
import { defaultOf, fieldShape, type FieldDeclaration, type FieldShape } from './shape.js';
import { setUnknown, unknownOf } from './unknown-fields.js';

export type ExtensionOptions = Pick<DecodeOptions, 'maxElements'>;

/**
 * A field that another schema adds to a message of type E. Its value stays in the message as the bytes that came or
 * will go: `get` reads them anew each time, and a value that was got and changed counts only after `set`.
 */
export interface Extension<E, V> {
  /** Full protobuf name, which stands in brackets in JSON. */
  readonly name: string;
  readonly number: number;
  readonly extendee: Codec<E>;
  /** What it stands for when it is not set; undefined for messages and lists. */
  readonly default: V | undefined;
  /**
   * Undefined if it is not set; a list then is empty. Throws DecodeError where the bytes are no such value. The `maxElements`
   * that the message was decoded with did not count what is in here: of a peer's message, give `get` one of its own.
   */
  get(message: E, options?: ExtensionOptions): V extends readonly unknown[] ? V : V | undefined;
  /** Throws EncodeError if the value is none of the extension's type. */
  set(message: E, value: V): void;
  has(message: E): boolean;
  clear(message: E): void;
}

/** What generated code says of one extension. */
export interface ExtensionDeclaration<E> {
  readonly name: string;
  /** Called late, as files may need each other. */
  readonly extendee: () => Codec<E>;
  readonly field: () => FieldDeclaration;
  /** A list of numbers is written as one run. */
  readonly packed?: true;
}

const fieldKey: unique symbol = Symbol('framewright.extension');

/** Makes an extension of its generated description. */
export function defineExtension<E extends object, V>(declared: ExtensionDeclaration<E>): Extension<E, V> {
  const { name, packed = false } = declared;
  const path = `[${name}]`;
  let made: FieldShape | undefined;
  const field = () => (made ??= fieldShape(declared.field()));
  return Object.freeze({
    name,
    get number() {
      return field().number;
    },
    get extendee() {
      return declared.extendee();
    },
    get default() {
      return defaultOf(field()) as V | undefined;
    },
    get(message: E, { maxElements = Infinity }: ExtensionOptions = {}) {
      return readExtension(field(), unknownOf(message), path, maxElements) as ReturnType<
        Extension<E, V>['get']
      >;
    },
    set(message: E, value: V) {
      if (value === undefined) throw new EncodeError(path, 'nothing to set: clear takes it away');
      const found = fieldProblem(field(), value, path);
      if (found !== undefined) throw new EncodeError(found.path, found.problem);
      const bytes = extensionBytes(field(), packed, value, path);
      const kept = withoutField(unknownOf(message), field().number);
      const all = new Uint8Array(kept.length + bytes.length);
      all.set(kept);
      all.set(bytes, kept.length);
      setUnknown(message, all);
    },
    has: (message: E) => isPresent(field(), unknownOf(message)),
    clear(message: E) {
      setUnknown(message, withoutField(unknownOf(message), field().number));
    },
    [fieldKey]: field,
  } as Extension<E, V>);
}

/** The extension's row, as fields of messages have theirs. */
export function fieldOf(extension: Extension<unknown, unknown>): FieldShape {
  return (extension as unknown as { readonly [fieldKey]: () => FieldShape })[fieldKey]();
}

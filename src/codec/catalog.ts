import type { Codec } from './codec.js';
import { fieldOf, type Extension } from './extension.js';
import { shapeOf } from './shape.js';

/** All codecs of a schema that travel as frames, by wire type: a TypeTable with encode and decode. */
export interface Catalog extends ReadonlyMap<number, Codec<unknown>> {
  /**
   * The codec of a full protobuf name, e.g. `timecoin.GetBlocks`: of these messages and of all that occur in them. Needs
   * no `this`, so that it serves as the option `resolve` of toJson and fromJson.
   */
  readonly named: (name: string) => Codec<unknown> | undefined;
  /** For the option `extensions` of toJson and fromJson. */
  readonly extensions: readonly Extension<unknown, unknown>[];
  /** SHA-256 of the schema's wire-relevant facts, 32 bytes; peers compare it for equality only. */
  readonly fingerprint: Uint8Array;
}

class CodecsByType extends Map<number, Codec<unknown>> implements Catalog {
  readonly extensions: readonly Extension<unknown, unknown>[];
  readonly #fingerprint: string;
  #byName: ReadonlyMap<string, Codec<unknown>> | undefined;

  constructor(
    codecs: readonly Codec<unknown>[],
    fingerprint: string,
    extensions: readonly Extension<unknown, unknown>[],
  ) {
    super();
    this.#fingerprint = fingerprint;
    this.extensions = extensions;
    for (const codec of codecs) {
      if (codec.type === 0) throw new RangeError(`${codec.name} has no message type`);
      const other = this.get(codec.type);
      if (other !== undefined)
        throw new RangeError(`${codec.name} and ${other.name} are both type ${codec.type}`);
      this.set(codec.type, codec);
    }
  }

  readonly named = (name: string): Codec<unknown> | undefined => {
    // At the first need, as the tables of fields are.
    this.#byName ??= reachable([...this.values()], this.extensions);
    return this.#byName.get(name);
  };

  get fingerprint(): Uint8Array {
    return Uint8Array.from(this.#fingerprint.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  }
}

/** The codecs and those of all messages in their fields and in extensions, by name. */
function reachable(
  codecs: readonly Codec<unknown>[],
  extensions: readonly Extension<unknown, unknown>[],
): ReadonlyMap<string, Codec<unknown>> {
  const found = new Map<string, Codec<unknown>>();
  const waiting = [...codecs];
  for (const extension of extensions) {
    const { type } = fieldOf(extension);
    waiting.push(extension.extendee, ...(type.kind === 'message' ? [type.codec] : []));
  }
  for (let codec = waiting.pop(); codec !== undefined; codec = waiting.pop()) {
    if (found.has(codec.name)) continue;
    found.set(codec.name, codec);
    for (const { type } of shapeOf(codec).fields) if (type.kind === 'message') waiting.push(type.codec);
  }
  return found;
}

/** Makes a catalog; `fingerprint` is in hex. Throws RangeError if two codecs have one type. */
export function createCatalog(
  codecs: readonly Codec<unknown>[],
  fingerprint: string,
  extensions: readonly Extension<unknown, unknown>[] = [],
): Catalog {
  return new CodecsByType(codecs, fingerprint, extensions);
}

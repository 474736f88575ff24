import type { Codec } from './codec.js';

/** All codecs of a schema that travel as frames, by wire type: a TypeTable with encode and decode. */
export interface Catalog extends ReadonlyMap<number, Codec<unknown>> {
  /** The codec of a full protobuf name, e.g. `timecoin.GetBlocks`. */
  named(name: string): Codec<unknown> | undefined;
  /** SHA-256 of the schema's wire-relevant facts, 32 bytes; peers compare it for equality only. */
  readonly fingerprint: Uint8Array;
}

class CodecsByType extends Map<number, Codec<unknown>> implements Catalog {
  readonly #byName = new Map<string, Codec<unknown>>();
  readonly #fingerprint: string;

  constructor(codecs: readonly Codec<unknown>[], fingerprint: string) {
    super();
    this.#fingerprint = fingerprint;
    for (const codec of codecs) {
      if (codec.type === 0) throw new RangeError(`${codec.name} has no message type`);
      const other = this.get(codec.type);
      if (other !== undefined)
        throw new RangeError(`${codec.name} and ${other.name} are both type ${codec.type}`);
      this.set(codec.type, codec);
      this.#byName.set(codec.name, codec);
    }
  }

  named(name: string): Codec<unknown> | undefined {
    return this.#byName.get(name);
  }

  get fingerprint(): Uint8Array {
    return Uint8Array.from(this.#fingerprint.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  }
}

/** Makes a catalog; `fingerprint` is in hex. Throws RangeError if two codecs have one type. */
export function createCatalog(codecs: readonly Codec<unknown>[], fingerprint: string): Catalog {
  return new CodecsByType(codecs, fingerprint);
}

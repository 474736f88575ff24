import type { Codec } from './codec.js';

/** All codecs of a schema that travel as frames, by wire type: a TypeTable with encode and decode. */
export interface Catalog extends ReadonlyMap<number, Codec<unknown>> {
  /** The codec of a full protobuf name, e.g. `timecoin.GetBlocks`. */
  named(name: string): Codec<unknown> | undefined;
  /** SHA-256 of the schema's wire-relevant facts, 32 bytes; peers compare it for equality only. */
  readonly fingerprint: Uint8Array;
}

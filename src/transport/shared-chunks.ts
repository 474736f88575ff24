import { totalBytes } from '../wire/bytes.js';

/** How a kind of transport puts chunks into the form that it writes. */
export type Framing<Context> = (chunks: readonly Uint8Array[], context: Context) => readonly Uint8Array[];

/** Chunks that many links write: what their kind makes of them is made once, for the first of them. */
export class SharedChunks {
  readonly chunks: readonly Uint8Array[];
  readonly bytes: number;
  #framed: Map<unknown, readonly Uint8Array[]> | undefined;

  constructor(chunks: readonly Uint8Array[]) {
    this.chunks = chunks;
    this.bytes = totalBytes(chunks);
  }

  /** What `framing` makes of the chunks; `context` of the link that asks first. */
  framed<Context>(framing: Framing<Context>, context: Context): readonly Uint8Array[] {
    let framed = this.#framed?.get(framing);
    if (framed === undefined) {
      framed = framing(this.chunks, context);
      this.#framed ??= new Map();
      this.#framed.set(framing, framed);
    }
    return framed;
  }
}

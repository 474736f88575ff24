import { deserialize, serialize } from 'node:v8';
import { fromNative, toNative, type Dialect } from '../dialect.js';
import { ownCall } from '../harness.js';
import type { Subject } from '../subject.js';
import { NO_EXTENSIONS, Unsupported, type Family, type Way } from '../way.js';

interface RecordCodec {
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}
type RecordCodecClass = new (options: object) => RecordCodec;

/** Formats that take any object: encode and decode, and how they hold a message. */
function ways(
  name: string,
  { models, message, value, hasExtensions }: Subject,
  dialect: Dialect,
  encode: (native: unknown) => unknown,
  decode: (encoded: never) => unknown,
): Way[] {
  if (hasExtensions) throw new Unsupported(NO_EXTENSIONS);
  const native = toNative(value, message, models, dialect);
  const encoded = encode(native) as never;
  const read = (made: unknown): unknown => fromNative(made, message, models, dialect);
  const bytesOf = (made: unknown): Uint8Array =>
    typeof made === 'string' ? Buffer.from(made) : (made as Uint8Array);
  return [
    {
      direction: 'encode',
      name,
      run: ownCall(encode, native),
      payload: bytesOf,
      read: (bytes) =>
        read(decode((typeof encoded === 'string' ? Buffer.from(bytes).toString() : bytes) as never)),
    },
    { direction: 'decode', name, input: bytesOf(encoded), run: ownCall(decode, encoded), read },
  ];
}

/** msgpackr with records, whose structures both sides share. */
export const msgpackr: Family = {
  name: 'msgpackr',
  packages: ['msgpackr'],
  async prepare(subject, packages) {
    const { Packr } = await packages.load<{ Packr: RecordCodecClass }>('msgpackr');
    const packr = new Packr({ structures: [] });
    return ways(
      'msgpackr, shared records',
      subject,
      {},
      (value) => packr.encode(value),
      (bytes) => packr.decode(bytes),
    );
  },
};

/** cbor-x with records, whose structures both sides share. */
export const cborX: Family = {
  name: 'cbor-x',
  packages: ['cbor-x'],
  async prepare(subject, packages) {
    const { Encoder } = await packages.load<{ Encoder: RecordCodecClass }>('cbor-x');
    const encoder = new Encoder({ structures: [] });
    return ways(
      'cbor-x, shared records',
      subject,
      {},
      (value) => encoder.encode(value),
      (bytes) => encoder.decode(bytes),
    );
  },
};

/** JSON as many protocols have it: byte arrays as lists of numbers, integers as numbers (53 bits). */
export const json: Family = {
  name: 'json',
  packages: [],
  prepare: (subject) =>
    Promise.resolve(
      ways(
        'JSON, byte arrays',
        subject,
        { bytes: (bytes) => Array.from(bytes), int64: Number, map: 'object' },
        JSON.stringify,
        (text: string) => JSON.parse(text) as unknown,
      ),
    ),
};

/** v8.serialize: what Node has of its own. */
export const v8Serialize: Family = {
  name: 'v8',
  packages: [],
  prepare: (subject) => Promise.resolve(ways('v8.serialize', subject, {}, serialize, deserialize)),
};

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadRoot, protobufjsWays, type ProtobufjsType } from '../src/bench/contenders/protobufjs.js';
import { fromNative, toNative, type Dialect } from '../src/bench/dialect.js';
import { ownCall } from '../src/bench/harness.js';
import type { Subject } from '../src/bench/subject.js';
import type { Family, Way } from '../src/bench/way.js';
import { generatedFolder } from './contender-code.js';
import { bebopName, shortName } from './contender-schemas.js';

// Contenders that need a code generator, for the worker to load. Only those that are there.

type Generated = Readonly<Record<string, never>>;

/** A generated module's export for a message. */
async function load<T>(file: string, { message }: Subject, nameOf = shortName): Promise<T> {
  const url = pathToFileURL(join(generatedFolder, file)).href;
  const module = (await import(url)) as Generated & { readonly default?: Generated };
  return (module.default ?? module)[nameOf(message)] as T;
}

const protobufjsStatic: Family = {
  name: 'protobufjs static',
  packages: ['protobufjs'],
  async prepare(subject, packages) {
    const type = await load<ProtobufjsType>('protobufjs.cjs', subject);
    const root = await loadRoot(subject.schema, packages);
    return protobufjsWays('protobufjs static', subject, root, type);
  },
};

/** Plain objects in, plain objects out, 64-bit integers as bigint. */
const bigints: Dialect = { int64: (value) => value };

function plainWays(
  name: string,
  { message, models, value, bytes }: Subject,
  encode: (native: unknown) => Uint8Array,
  decode: (bytes: Uint8Array) => unknown,
): Way[] {
  const native = toNative(value, message, models, bigints);
  return [
    {
      direction: 'encode',
      name,
      run: ownCall(encode, native),
      payload: (made) => made as Uint8Array,
    },
    {
      direction: 'decode',
      name,
      input: bytes,
      run: ownCall(decode, bytes),
      read: (made) => fromNative(made, message, models, bigints),
    },
  ];
}

const tsProto: Family = {
  name: 'ts-proto',
  packages: ['ts-proto'],
  async prepare(subject) {
    interface Codec {
      encode(message: unknown): { finish(): Uint8Array };
      decode(bytes: Uint8Array): unknown;
    }
    const codec = await load<Codec>('ts-proto.js', subject);
    return plainWays(
      'ts-proto',
      subject,
      (native) => codec.encode(native).finish(),
      (bytes) => codec.decode(bytes),
    );
  },
};

const protons: Family = {
  name: 'protons',
  packages: ['protons'],
  async prepare(subject) {
    interface Codec {
      encode(message: unknown): Uint8Array;
      decode(bytes: Uint8Array): unknown;
    }
    const codec = await load<Codec>('protons.js', subject);
    return plainWays(
      'protons',
      subject,
      (native) => codec.encode(native),
      (bytes) => codec.decode(bytes),
    );
  },
};

/** bebop's own format; decoding without the frozen record around the result. */
const bebop: Family = {
  name: 'bebop',
  packages: ['bebop'],
  async prepare(subject, packages) {
    interface View {
      startReading(bytes: Uint8Array): void;
    }
    interface Codec {
      encode(record: unknown): Uint8Array;
      readFrom(view: View): unknown;
    }
    const { message, models, value } = subject;
    const codec = await load<Codec>('bebop.js', subject, bebopName);
    // As the generated code imports it: the other build of the package would be another view.
    const { BebopView } = await importFromGenerated<{ BebopView: { getInstance(): View } }>(
      packages.folder('bebop')!,
    );
    const view = BebopView.getInstance();
    const native = toNative(value, message, models, bigints);
    const encoded = codec.encode(native).slice();
    const decode = (bytes: Uint8Array): unknown => {
      view.startReading(bytes);
      return codec.readFrom(view);
    };
    const read = (made: unknown): unknown => fromNative(made, message, models, bigints);
    return [
      {
        direction: 'encode',
        name: 'bebop',
        run: () => codec.encode(native),
        payload: (made) => made as Uint8Array,
        read: (bytes) => read(decode(bytes)),
      },
      { direction: 'decode', name: 'bebop', input: encoded, run: () => decode(encoded), read },
    ];
  },
};

async function importFromGenerated<T>(folder: string): Promise<T> {
  return (await import(pathToFileURL(join(folder, 'dist/index.mjs')).href)) as T;
}

const files: readonly (readonly [string, Family])[] = [
  ['protobufjs.cjs', protobufjsStatic],
  ['ts-proto.js', tsProto],
  ['protons.js', protons],
  ['bebop.js', bebop],
];

/** What `bench/contender-code.ts` has generated. */
export const families: readonly Family[] = files
  .filter(([file]) => existsSync(join(generatedFolder, file)))
  .map(([, family]) => family);
/** The generated contenders by the npm package whose version is reported. */
export const generatedPackages: readonly string[] = files.flatMap(([, { packages }]) => packages);

import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs';
import { keep, type Cell, type Contender } from './harness.js';
import { samples, type Sample } from './messages.js';

const protoFolder = join(import.meta.dirname, '../../proto');
const protobufjsFolder = dirname(createRequire(import.meta.url).resolve('protobufjs/package.json'));

/** Encode and decode of each sample, against protobufjs (reflection) and JSON with byte arrays as the original had it. */
export async function codecCells(): Promise<Cell[]> {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) =>
    join(target.startsWith('google/') ? protobufjsFolder : protoFolder, target);
  await root.load(
    ['framewright/control.proto', 'chain', 'peers', 'production', 'transactions'].map(inTimecoin),
  );
  return (await samples()).flatMap((sample) => cellsOf(sample, root.lookupType(sample.codec.name)));
}

function inTimecoin(name: string): string {
  return name.includes('/') ? name : `timecoin/${name}.proto`;
}

function cellsOf({ name, codec, message }: Sample, reflected: protobuf.Type): Cell[] {
  const bytes = codec.encode(message);
  const reference = reflected.decode(bytes);
  const plain = plainJson(message);
  const text = JSON.stringify(plain);
  const batch = bytes.length > 10_000 ? 1 : 100;
  return [
    {
      name: `${name}: encode`,
      contenders: [
        contender('protobufjs', batch, () => reflected.encode(reference).finish()),
        contender('JSON, byte arrays', batch, () => JSON.stringify(plain)),
        contender('framewright, payload', batch, () => codec.encode(message)),
        contender('framewright, finished frame', batch, () => codec.frame(message, 1)),
      ],
      check() {
        assert.deepEqual(
          Buffer.from(codec.encode(message)),
          Buffer.from(reflected.encode(reference).finish()),
        );
        const { bytes: wire, payloadBytes } = codec.frame(message, 1);
        assert.equal(payloadBytes, bytes.length);
        assert.ok(wire.length > bytes.length);
      },
    },
    {
      name: `${name}: decode`,
      contenders: [
        contender('protobufjs', batch, () => reflected.decode(bytes)),
        contender('JSON, byte arrays', batch, () => JSON.parse(text)),
        contender('framewright', batch, () => codec.decode(bytes)),
      ],
      check() {
        assert.deepEqual(codec.toJson(codec.decode(bytes)), codec.toJson(message));
        assert.deepEqual(
          codec.fromJson(
            reflected.toObject(reflected.decode(bytes), { longs: String, bytes: String, enums: String }),
          ),
          codec.decode(bytes),
        );
        assert.deepEqual(plainJson(codec.decode(bytes)), JSON.parse(text));
      },
    },
  ];
}

function contender(name: string, batch: number, work: () => unknown): Contender {
  return {
    name,
    batch,
    run() {
      for (let index = 0; index < batch; index++) keep(work());
    },
  };
}

/** What the original's serde made: byte arrays as arrays of numbers, 64-bit integers as numbers. */
export function plainJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Array.from(value);
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, plainJson(each)]),
  );
}

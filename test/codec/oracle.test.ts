import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import * as control from '../../generated/framewright/control.js';
import type { Codec } from '../../src/codec/codec.js';
import { DecodeError } from '../../src/codec/errors.js';
import { allFields } from './all-fields.js';
import { codecIn, importGenerated, modelOf, oracleOf, withoutLimits, type ProtoFiles } from './compiled.js';
import { plainOfOracle, plainOfOurs } from './plain.js';
import { pick, randomMessage, seeded } from './random.js';

const protoFolder = join(import.meta.dirname, '../../proto');

function readProtos(folder: string): ProtoFiles {
  const names = readdirSync(join(protoFolder, folder)).filter((name) => name.endsWith('.proto'));
  return Object.fromEntries(
    names.map((name) => [`${folder}/${name}`, readFileSync(join(protoFolder, folder, name), 'utf8')]),
  );
}

const ownCodecs = [
  control.Handshake,
  control.Ack,
  control.Ping,
  control.Pong,
  control.Goodbye,
  control.ErrorResponse,
  control.Credit,
  control.Cancel,
  control.End,
] as Codec<unknown>[];

describe('against protobufjs', () => {
  const timecoin = readProtos('timecoin');
  const oracle = oracleOf({
    ...timecoin,
    control: readProtos('framewright')['framewright/control.proto'] ?? '',
  });
  const codecs = [...ownCodecs, ...catalog.values()];

  it('covers the whole catalogue', () => {
    expect(codecs.length).toBeGreaterThanOrEqual(52);
  });

  it.each(codecs.map((codec) => [codec.name, codec] as const))('%s has the same bytes', (name, codec) => {
    const type = oracle.lookupType(name);
    const random = seeded(codec.type);
    for (let round = 0; round < 20; round++) {
      const message = randomMessage(codec, random);
      const bytes = codec.encode(message);
      const theirs = type.decode(bytes);
      expect(plainOfOracle(type, theirs)).toEqual(plainOfOurs(codec, message));
      expect(hex(type.encode(theirs).finish())).toBe(hex(bytes));
      const ours = codec.decode(bytes) as Record<string, unknown>;
      expect(plainOfOurs(codec, ours)).toEqual(plainOfOurs(codec, message));
      expect(hex(codec.encode(ours))).toBe(hex(bytes));
    }
  });

  it('has the same bytes for every kind of field', async () => {
    const codec = codecIn(await importGenerated('all-golden', modelOf(allFields), 'all/all'), 'All');
    const type = oracleOf(allFields).lookupType('all.All');
    const random = seeded(1);
    for (let round = 0; round < 300; round++) {
      const message = randomMessage(codec, random);
      const bytes = codec.encode(message);
      const theirs = type.decode(bytes);
      expect(plainOfOracle(type, theirs)).toEqual(plainOfOurs(codec, message));
      expect(plainOfOurs(codec, codec.decode(bytes))).toEqual(plainOfOurs(codec, message));
    }
  });
});

describe('hostile bytes against protobufjs', () => {
  it('has the same verdict and the same message for every kind of field', async () => {
    // protobufjs keeps a missing 64-bit key and a key of 0 apart.
    const files = Object.fromEntries(
      Object.entries(allFields).map(([path, text]) => [
        path,
        text.replace(/^.*map<s?u?(int|fixed)64,.*$/gm, ''),
      ]),
    );
    const module = await importGenerated('all-hostile', withoutLimits(modelOf(files)), 'all/all');
    const type = oracleOf(files).lookupType('all.All');
    const verdicts = compareMutated(codecIn(module, 'All'), type, 60_000, 2);
    expect(verdicts.accepted).toBeGreaterThan(5_000);
    expect(verdicts.refused).toBeGreaterThan(5_000);
  });

  it('has the same verdict and the same message for blocks', async () => {
    const files = readProtos('timecoin');
    const module = await importGenerated('blocks-hostile', withoutLimits(modelOf(files)), 'timecoin/utxo');
    const type = oracleOf(files).lookupType('timecoin.UTXOStateResponse');
    const verdicts = compareMutated(codecIn(module, 'UTXOStateResponse'), type, 40_000, 3);
    expect(verdicts.accepted).toBeGreaterThan(3_000);
    expect(verdicts.refused).toBeGreaterThan(3_000);
  });
});

function compareMutated(
  codec: Codec<Record<string, unknown>>,
  type: protobuf.Type,
  inputs: number,
  seed: number,
): { accepted: number; refused: number } {
  const random = seeded(seed);
  const corpus = Array.from({ length: 200 }, () => codec.encode(randomMessage(codec, random)));
  const verdicts = { accepted: 0, refused: 0 };
  for (let input = 0; input < inputs; input++) {
    const bytes = mutated(pick(corpus, random), corpus, random);
    const ours = outcome(() => codec.decode(bytes));
    const theirs = outcome(() => type.decode(bytes));
    if (ours.error !== undefined && !(ours.error instanceof DecodeError))
      expect(ours.error).toBeInstanceOf(DecodeError);
    if ((ours.error === undefined) !== (theirs.error === undefined)) {
      throw new Error(`${hex(bytes)}: ${String(ours.error)} here, ${String(theirs.error)} there`);
    }
    if (ours.value === undefined || theirs.value === undefined) {
      verdicts.refused++;
      continue;
    }
    verdicts.accepted++;
    const message = plainOfOurs(codec, ours.value);
    const expected = plainOfOracle(type, theirs.value);
    if (JSON.stringify(message) !== JSON.stringify(expected)) {
      expect({ bytes: hex(bytes), message }).toEqual({ bytes: hex(bytes), message: expected });
    }
  }
  return verdicts;
}

function outcome<T>(make: () => T): { value?: T; error?: unknown } {
  try {
    return { value: make() };
  } catch (error) {
    return { error };
  }
}

/** One to three changes: a byte set, a bit turned, bytes cut out, doubled or put in, or another message appended. */
function mutated(original: Uint8Array, corpus: readonly Uint8Array[], random: () => number): Uint8Array {
  let bytes = [...original];
  const changes = 1 + Math.floor(random() * 3);
  for (let change = 0; change < changes; change++) {
    const at = Math.floor(random() * bytes.length);
    const length = Math.floor(random() * 8);
    switch (Math.floor(random() * 7)) {
      case 0:
        bytes[at] = Math.floor(random() * 256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
        break;
      case 2:
        bytes.splice(at, length);
        break;
      case 3:
        bytes.splice(at, 0, ...bytes.slice(at, at + length));
        break;
      case 4:
        bytes.splice(
          at,
          0,
          ...Array.from({ length }, () => pick([0, 1, 0x7f, 0x80, 0xff, 0x0b, 0x0c], random)),
        );
        break;
      case 5:
        bytes = [...bytes, ...pick(corpus, random)];
        break;
      default:
        bytes = bytes.slice(0, at);
    }
  }
  return Uint8Array.from(bytes);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

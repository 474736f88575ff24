import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import * as control from '../../generated/framewright/control.js';
import type { Codec } from '../../src/codec/codec.js';
import { allFields } from './all-fields.js';
import { codecIn, importGenerated, modelOf, oracleOf, type ProtoFiles } from './compiled.js';
import { plainOfOracle, plainOfOurs } from './plain.js';
import { randomMessage, seeded } from './random.js';

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

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

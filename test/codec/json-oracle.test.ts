import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  fromJson,
  toJson,
  createFileRegistry,
  fromBinary,
  type DescMessage,
  type Registry,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec, FromJsonOptions, JsonValue, ToJsonOptions } from '../../src/codec/codec.js';
import { DecodeError } from '../../src/codec/errors.js';
import { descriptorsByBuf } from '../compiler/descriptors.js';
import { modelOf, writeGenerated } from './compiled.js';
import {
  differences,
  fieldCases,
  ignoringCases,
  jsonProto,
  messageCases,
  REFUSED,
  SAME,
  type Outcome,
} from './json-cases.js';

let codec: Codec<Record<string, unknown>>;
let codecs: ReadonlyMap<string, Codec<unknown>>;
let registry: Registry;
let theirs: DescMessage;

beforeAll(async () => {
  const files = { 'cases.proto': jsonProto };
  const model = modelOf(files);
  const folder = writeGenerated('json-oracle', model);
  const found = new Map<string, Codec<unknown>>();
  for (const { path } of model.files) {
    const file = join(folder, path.replace('.proto', '.ts'));
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    for (const value of Object.values(module)) if (isCodec(value)) found.set(value.name, value);
  }
  codecs = found;
  codec = found.get('cases.All') as typeof codec;
  registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorsByBuf(files)));
  theirs = registry.getMessage('cases.All')!;
}, 60_000);

function isCodec(value: unknown): value is Codec<unknown> {
  return typeof value === 'object' && value !== null && 'fromJson' in value;
}

const resolve = (name: string) => codecs.get(name);

/** What comes out again; a refusal must be a DecodeError. */
function ourOutcome(json: JsonValue, options: FromJsonOptions = {}): Outcome {
  let message: Record<string, unknown>;
  try {
    message = codec.fromJson(json, { resolve, ...options });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return REFUSED;
  }
  const bytes = codec.encode(message);
  expect(codec.decode(bytes)).toEqual(message);
  return codec.toJson(message, { resolve });
}

function theirOutcome(json: JsonValue, options: FromJsonOptions = {}): Outcome {
  let message;
  try {
    message = fromJson(theirs, json, { registry, ...options });
  } catch {
    return REFUSED;
  }
  try {
    return toJson(theirs, message, { registry });
  } catch {
    // Read, but it cannot be written again.
    return REFUSED;
  }
}

function check(json: JsonValue, outcome: Outcome, options: FromJsonOptions = {}): void {
  const expected = outcome === SAME ? json : outcome;
  expect(ourOutcome(json, options)).toEqual(expected);
  expect(theirOutcome(json, options)).toEqual(expected);
}

const shown = (json: JsonValue) => (typeof json === 'number' ? String(json) : JSON.stringify(json));

describe.each(Object.entries(fieldCases))('%s', (name, cases) => {
  it.each(cases.map(([json, outcome]) => [shown(json), json, outcome] as const))('%s', (_, json, outcome) => {
    const whole = { [name]: json };
    check(
      whole,
      outcome === undefined ? {} : outcome === SAME || outcome === REFUSED ? outcome : { [name]: outcome },
    );
  });
});

describe('a whole message', () => {
  it.each(messageCases)('%s', (_, json, outcome) => check(json, outcome));
});

describe('with unknown fields ignored', () => {
  it.each(ignoringCases)('%s', (_, json, outcome) => check(json, outcome, { ignoreUnknownFields: true }));
});

describe('unlike @bufbuild/protobuf', () => {
  it.each(differences)('$reason', ({ json, ours, theirs }) => {
    expect(ourOutcome(json)).toEqual(ours === SAME ? json : ours);
    expect(theirOutcome(json)).toEqual(theirs === SAME ? json : theirs);
  });
});

describe('what is written', () => {
  it.each<[what: string, options: ToJsonOptions]>([
    ['with fields that have their defaults', { alwaysEmitImplicit: true }],
    ['with enums as numbers', { enumAsInteger: true }],
    ['with the names of the .proto', { useProtoFieldName: true }],
    ['with all of it', { alwaysEmitImplicit: true, enumAsInteger: true, useProtoFieldName: true }],
  ])('%s', (_, options) => {
    const json: JsonValue = {
      tier: 'TIER_GOLD',
      optTier: 'TIER_FREE',
      tiers: ['TIER_FREE', 9],
      tierByString: { a: 'TIER_DEBT' },
      nones: [null],
      another: 'x',
      Private: 'y',
      inner: { snakeCaseName: 'z' },
      struct: { snake_case: { a_b: [null] } },
      value: [1, { b: 'c' }],
      list: [true],
      any: { '@type': 'type.googleapis.com/cases.All', tier: 'TIER_GOLD' },
      oneTier: 'TIER_GOLD',
      mask: 'aB',
      int64Value: '0',
    };
    const ours = codec.toJson(codec.fromJson(json, { resolve }), { resolve, ...options });
    const message = fromJson(theirs, json, { registry });
    expect(ours).toEqual(toJson(theirs, message, { registry, ...options }));
    expect(codec.fromJson(ours, { resolve })).toEqual(codec.fromJson(json, { resolve }));
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { FromJsonOptions, JsonValue, ToJsonOptions } from '../../src/codec/codec.js';
import { differences, fieldCases, ignoringCases, jsonProto, messageCases } from './json-cases.js';
import { compared, REFUSED, SAME, type Compared, type Outcome } from './json-oracle.js';

let all: Compared;
beforeAll(async () => {
  all = await compared('json-oracle', { 'cases.proto': jsonProto }, 'cases.All');
}, 120_000);

function check(json: JsonValue, outcome: Outcome, options: FromJsonOptions = {}): void {
  const expected = outcome === SAME ? json : outcome;
  expect(all.ours(json, options)).toEqual(expected);
  expect(all.theirs(json, options)).toEqual(expected);
  if (outcome === REFUSED) return;
  const message = all.codec.fromJson(json, { resolve: all.resolve, ...options });
  expect(all.codec.decode(all.codec.encode(message))).toEqual(message);
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
    expect(all.ours(json)).toEqual(ours === SAME ? json : ours);
    expect(all.theirs(json)).toEqual(theirs === SAME ? json : theirs);
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
    const ours = all.ours(json, options);
    expect(ours).toEqual(all.theirs(json, options));
    expect(all.ours(ours as JsonValue)).toEqual(all.ours(json));
  });
});

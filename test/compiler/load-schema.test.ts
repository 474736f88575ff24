import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FieldModel, MessageModel, SchemaModel } from '../../src/compiler/model.js';
import { filesRefusedByBuf } from './buf.js';
import { loadSchema } from '../../src/compiler/schema/index.js';

const here = import.meta.dirname;
const protoFolder = join(here, '..', '..', 'proto');

function load(files: Record<string, string>, ...requested: string[]): SchemaModel {
  const texts = new Map(Object.entries(files));
  return loadSchema({ protoPaths: ['.'], files: requested, readFile: (path) => texts.get(path) });
}

/** A proto3 file of package `p` that may use framewright's options. */
function loadBody(body: string): SchemaModel {
  const header = 'syntax = "proto3";\npackage p;\nimport "framewright/options.proto";\n';
  return load({ 'a.proto': header + body }, 'a.proto');
}

function message(model: SchemaModel, fullName: string): MessageModel {
  for (const file of model.files) {
    const found = file.messages.find((candidate) => candidate.fullName === fullName);
    if (found !== undefined) return found;
  }
  throw new Error(`no message ${fullName}`);
}

function field(model: SchemaModel, path: string): FieldModel {
  const dot = path.lastIndexOf('.');
  const found = message(model, path.slice(0, dot)).fields.find(({ name }) => name === path.slice(dot + 1));
  if (found === undefined) throw new Error(`no field ${path}`);
  return found;
}

describe('the schemas of this package', () => {
  const files = ['framewright/control.proto', 'timecoin/chain.proto', 'timecoin/utxo.proto'];
  const model = loadSchema({ protoPaths: [protoFolder], files });

  it('come with their imports in dependency order', () => {
    expect(model.files.map(({ path, requested }) => [path, requested])).toEqual([
      ['framewright/options.proto', false],
      ['framewright/control.proto', true],
      ['timecoin/types.proto', false],
      ['timecoin/chain.proto', true],
      ['timecoin/utxo.proto', true],
    ]);
    expect(model.files.at(-1)?.imports).toEqual(['framewright/options.proto', 'timecoin/types.proto']);
  });

  it('pair requests with responses', () => {
    expect(message(model, 'timecoin.GetBlocks').wire).toMatchObject({
      type: 0x0104,
      isResponse: false,
      response: 'timecoin.BlocksResponse',
    });
    expect(message(model, 'timecoin.BlocksResponse').wire).toMatchObject({
      type: 0x0105,
      priority: 'low',
      isResponse: true,
      response: undefined,
    });
  });

  it('carry the limits of fields', () => {
    expect(field(model, 'timecoin.BlocksResponse.blocks').maxItems).toBe(100);
    expect(field(model, 'timecoin.BlockHashResponse.hash')).toMatchObject({
      exactBytes: 32,
      label: 'optional',
    });
    expect(field(model, 'framewright.Handshake.capabilities')).toMatchObject({ maxItems: 32, maxBytes: 32 });
  });
});

describe('options', () => {
  const full = {
    type: 0x0104,
    priority: 'high',
    requiresAck: true,
    maxBytes: 1000,
    rate: { count: 10, perMs: 60_000 },
    gossip: true,
    isResponse: false,
    response: undefined,
  };
  const texts = {
    aggregate:
      'option (framewright.message) = { type: 0x0104 priority: HIGH requires_ack: true max_bytes: 1000 rate: "10/min" gossip: true };',
    'with commas':
      'option (framewright.message) = { type: 260, priority: HIGH, requires_ack: t, max_bytes: 01750, rate: "10" "/min", gossip: 1 };',
    'with semicolons':
      "option (framewright.message) = { type: 260; priority: 1; requires_ack: True; max_bytes: 1000; rate: '10/min'; gossip: true; };",
    'one by one': [
      'option (framewright.message).type = 260;',
      'option (framewright.message).priority = HIGH;',
      'option (.framewright.message).requires_ack = true;',
      'option (framewright.message).max_bytes = 1000;',
      'option (framewright.message).rate = "10/min";',
      'option (framewright.message).gossip = true;',
    ].join('\n'),
    'half and half':
      'option (framewright.message) = { type: 0x104 requires_ack: true max_bytes: 1000 gossip: true };\noption (framewright.message).rate = "10/min"; option (framewright.message).priority = HIGH;',
  };
  it.each(Object.entries(texts))('are read %s', (_, text) => {
    expect(message(loadBody(`message A { ${text} }`), 'p.A').wire).toEqual(full);
  });

  it.each([
    ['1000/s', { count: 1000, perMs: 1000 }],
    ['5/h', { count: 5, perMs: 3_600_000 }],
  ])('read the rate %s', (rate, expected) => {
    const text = `message A { option (framewright.message) = { type: 100 rate: "${rate}" }; }`;
    expect(message(loadBody(text), 'p.A').wire?.rate).toEqual(expected);
  });

  it('of fields are read in brackets', () => {
    const model = loadBody(`message A {
      repeated bytes a = 1 [(framewright.field) = { max_items: 5 exact_bytes: 32 }, deprecated = true];
      string b = 2 [(framewright.field).max_bytes = 7];
      map<string, A> c = 3 [(framewright.field) = { max_items: 9 }];
    }`);
    expect(field(model, 'p.A.a')).toMatchObject({ maxItems: 5, exactBytes: 32, deprecated: true });
    expect(field(model, 'p.A.b')).toMatchObject({ maxBytes: 7, maxItems: undefined });
    expect(field(model, 'p.A.c')).toMatchObject({ maxItems: 9, label: 'map', mapKey: 'string' });
  });

  it('pair the items of a stream as well', () => {
    const model = loadBody(`
      message Watch { option (framewright.message) = { type: 100 }; }
      message Item { option (framewright.message) = { type: 101 }; }
      service Feed { rpc Watch(p.Watch) returns (stream p.Item); }`);
    expect(message(model, 'p.Watch').wire?.response).toBe('p.Item');
    expect(message(model, 'p.Item').wire?.isResponse).toBe(true);
  });
});

describe('everything proto3 has', () => {
  const model = loadSchema({ protoPaths: [join(here, 'valid')], files: ['everything.proto'] });
  const file = model.files.at(-1);

  it('is read by another compiler', () => {
    expect(filesRefusedByBuf(join(here, 'valid'))).toEqual([]);
  });

  it('is read', () => {
    expect(file?.messages).toHaveLength(16);
    expect(file?.comment).toBe('The header\nof the file.');
    expect(message(model, 'all.things.M').comment).toBe('Leading of M\ntrailing of M');
    expect(file?.services[0]?.methods.map(({ property, comment }) => [property, comment])).toEqual([
      ['a', 'rpc A doc\nA trailing'],
      ['b', ''],
      ['c', ''],
    ]);
  });

  it.each<[string, Partial<FieldModel>]>([
    [
      'd',
      { comment: 'block\ncomment\ntrail d', label: 'implicit', type: { kind: 'scalar', scalar: 'double' } },
    ],
    ['u64', { asNumber: true, number: 6 }],
    ['i64', { asNumber: false }],
    ['s', { jsonName: 'Str', property: 's' }],
    ['oi', { label: 'optional', oneof: undefined }],
    ['ri', { label: 'repeated', packed: false }],
    ['rp', { label: 'repeated', packed: true }],
    ['re', { packed: true, type: { kind: 'enum', name: 'all.things.M.E' } }],
    ['rm', { packed: false, type: { kind: 'message', name: 'all.things.M' } }],
    ['map_b', { label: 'map', mapKey: 'int64', type: { kind: 'scalar', scalar: 'bytes' } }],
    ['c3', { label: 'oneof', oneof: 'choice', type: { kind: 'enum', name: 'all.things.Kind' } }],
    ['deep', { type: { kind: 'message', name: 'sub.Deep' } }],
    ['tm', { type: { kind: 'message', name: 'all.things.M' } }],
    ['to_string', { property: 'toString$', jsonName: 'toString' }],
    ['_2', { property: '_2', jsonName: '2' }],
  ])('field %s', (name, expected) => {
    expect(field(model, `all.things.M.${name}`)).toMatchObject(expected);
  });

  it('gets names that TypeScript can declare', () => {
    const names = file?.messages.map(({ typeName }) => typeName);
    expect(names).toContain('M_Nested_Deeper');
    expect(names).toContain('Promise$');
  });
});

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
    compress: true,
    isResponse: false,
    response: undefined,
    responseStream: false,
  };
  const texts = {
    aggregate:
      'option (framewright.message) = { type: 0x0104 priority: HIGH requires_ack: true max_bytes: 1000 rate: "10/min" gossip: true compress: true };',
    'with commas':
      'option (framewright.message) = { type: 260, priority: HIGH, requires_ack: t, max_bytes: 01750, rate: "10" "/min", gossip: 1, compress: 1 };',
    'with semicolons':
      "option (framewright.message) = { type: 260; priority: 1; requires_ack: True; max_bytes: 1000; rate: '10/min'; gossip: true; compress: t };",
    'one by one': [
      'option (framewright.message).type = 260;',
      'option (framewright.message).priority = HIGH;',
      'option (.framewright.message).requires_ack = true;',
      'option (framewright.message).max_bytes = 1000;',
      'option (framewright.message).rate = "10/min";',
      'option (framewright.message).gossip = true;',
      'option (framewright.message).compress = true;',
    ].join('\n'),
    'half and half':
      'option (framewright.message) = { type: 0x104 requires_ack: true max_bytes: 1000 gossip: true compress: true };\noption (framewright.message).rate = "10/min"; option (framewright.message).priority = HIGH;',
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

describe('everything proto2 has', () => {
  const model = loadSchema({ protoPaths: [join(here, 'valid')], files: ['old.proto'] });
  const file = model.files.at(-1);

  it.each<[string, Partial<FieldModel>]>([
    ['must', { label: 'required', default: undefined, delimited: false }],
    ['may', { label: 'optional', default: -5 }],
    ['plain', { label: 'repeated', packed: false }],
    ['packed', { label: 'repeated', packed: true }],
    ['signs', { packed: false, type: { kind: 'enum', name: 'all.old.Sign' } }],
    ['told', { label: 'optional', delimited: true, number: 6, comment: 'Told in a group.' }],
    ['told_map', { label: 'map', delimited: false, type: { kind: 'message', name: 'all.old.Old.Told' } }],
    ['many', { label: 'repeated', delimited: true, deprecated: true }],
    ['chosen', { label: 'oneof', delimited: true, oneof: 'choice' }],
    ['other', { label: 'oneof', default: 'x' }],
    ['signs_by_name', { label: 'map', mapKey: 'string' }],
    ['sign', { default: 1 }],
    ['first', { default: undefined }],
    ['f', { default: Math.fround(0.1) }],
    ['d', { default: -Infinity }],
    ['n', { default: NaN }],
    ['s', { default: 'it\'s "café"\n' }],
    ['b', { default: new Uint8Array([0xff, 0, 0xc3, 0xa9]) }],
    ['u', { default: 0xffffffffffffffffn }],
    ['i', { default: -(2n ** 63n) }],
    ['js', { default: 10, asNumber: true }],
    ['yes', { default: true }],
    ['later', { default: 3 }],
  ])('field %s', (name, expected) => {
    expect(field(model, `all.old.Old.${name}`)).toMatchObject(expected);
  });

  it('reads groups as messages beside their fields', () => {
    const names = file?.messages.map(({ fullName }) => fullName);
    expect(names).toContain('all.old.Old.Told.Inner');
    expect(names).toContain('all.old.Old.Within');
    expect(names).toContain('all.old.Grouped');
  });

  it('keeps ranges for extensions, and knows the extensions', () => {
    expect(message(model, 'all.old.Old').extensionRanges).toEqual([
      { first: 100, last: 199 },
      { first: 500, last: 500 },
      { first: 1000, last: 536870911 },
    ]);
    const found = file?.extensions.map(
      ({ fullName, typeName, extendee, field: { number, label, delimited } }) =>
        [fullName, typeName, extendee, number, label, delimited].join(' '),
    );
    expect(found).toEqual([
      'all.old.four four all.old.Declared 4 optional false',
      'all.old.five five all.old.Declared 5 repeated false',
      'all.old.note note all.old.Old 150 optional false',
      'all.old.counts counts all.old.Old 151 repeated false',
      'all.old.signed signed all.old.Old 500 optional false',
      'all.old.grouped grouped all.old.Old 536870911 optional true',
      'all.old.shape shape google.protobuf.MessageOptions 50100 optional false',
      'all.old.knob knob google.protobuf.MessageOptions 50101 optional true',
      'all.old.colour colour all.old.Shape 100 optional false',
      'all.old.Old.inside Old_inside all.old.Old 101 optional false',
      'all.old.Old.within Old_within all.old.Old 102 repeated true',
    ]);
  });

  it('closes enums', () => {
    expect(file?.enums.map(({ typeName, closed }) => [typeName, closed])).toContainEqual(['Old_Later', true]);
  });

  it('brings descriptor.proto along where messages use it', () => {
    expect(model.files.map(({ path }) => path)).toContain('google/protobuf/descriptor.proto');
    expect(field(model, 'google.protobuf.FieldOptions.jstype').default).toBe(0);
  });
});

describe('everything edition 2023 has', () => {
  const model = loadSchema({
    protoPaths: [join(here, 'valid')],
    files: ['edition.proto', 'delimited.proto'],
  });

  it.each<[string, Partial<FieldModel>]>([
    ['edition.Edition.explicit', { label: 'optional' }],
    ['edition.Edition.implicit', { label: 'implicit' }],
    ['edition.Edition.required', { label: 'required' }],
    ['edition.Edition.expanded', { label: 'repeated', packed: false }],
    ['edition.Edition.packed', { label: 'repeated', packed: true }],
    ['edition.Edition.message', { label: 'optional', delimited: false }],
    ['edition.Edition.delimited', { label: 'optional', delimited: true }],
    ['edition.Edition.many', { label: 'repeated', delimited: true }],
    ['edition.Edition.open', { label: 'implicit' }],
    ['edition.Edition.text', { label: 'optional', default: 't' }],
    ['edition.Edition.chosen', { label: 'oneof', delimited: false }],
    ['edition.Edition.split', { label: 'oneof', delimited: true }],
    ['edition.Edition.map', { label: 'map', delimited: false }],
    ['delimited.D.d', { label: 'implicit', delimited: true }],
    ['delimited.D.map', { label: 'map', delimited: false }],
    ['delimited.D.i', { label: 'implicit', delimited: false }],
    ['delimited.D.many', { label: 'repeated', delimited: true }],
    ['delimited.D.closed', { packed: true, delimited: false }],
  ])('field %s', (name, expected) => {
    expect(field(model, `all.${name}`)).toMatchObject(expected);
  });

  it('opens and closes enums', () => {
    const enums = model.files
      .flatMap((file) => file.enums)
      .filter(({ fullName }) => !/old|google/.test(fullName));
    expect(enums.map(({ fullName, closed }) => [fullName, closed])).toEqual([
      ['all.edition.Open', false],
      ['all.edition.Closed', true],
      ['all.delimited.D.E', true],
      ['all.delimited.D.Open', false],
    ]);
  });

  it('marks extensions when set', () => {
    const extensions = model.files
      .flatMap((file) => file.extensions)
      .filter(({ extendee }) => /edition|delimited/.test(extendee));
    expect(
      extensions.map(({ fullName, field: { label, delimited, packed } }) => [
        fullName,
        label,
        delimited,
        packed,
      ]),
    ).toEqual([
      ['all.edition.more', 'optional', false, false],
      ['all.edition.apart', 'optional', true, false],
      ['all.edition.list', 'repeated', false, false],
      ['all.delimited.extension', 'optional', false, false],
    ]);
  });
});

describe("Google's own files", () => {
  const names =
    'any api descriptor duration empty field_mask source_context struct timestamp type wrappers'.split(' ');
  it.each(names)('%s.proto can be imported', (name) => {
    const path = `google/protobuf/${name}.proto`;
    expect(load({}, path).files.at(-1)?.messages.length).toBeGreaterThan(0);
    const text = `syntax = "proto2";\nimport "${path}";`;
    expect(load({ 'a.proto': text }, 'a.proto').files.at(-1)?.path).toBe('a.proto');
  });
});

describe('names that TypeScript cannot tell apart', () => {
  it('get a $ in the order of their declaration', () => {
    const model = loadBody(`
      message Outer_Inner {}
      message Outer { message Inner {} int32 fooBar = 1; oneof foo_bar { int32 b = 2; } }
      service S { rpc GetX(Outer) returns (Outer); rpc get_x(Outer) returns (Outer); }`);
    const file = model.files.at(-1);
    expect(file?.messages.map(({ typeName }) => typeName)).toEqual(['Outer_Inner', 'Outer', 'Outer_Inner$']);
    expect(message(model, 'p.Outer').oneofs[0]?.property).toBe('fooBar$');
    expect(file?.services[0]?.methods.map(({ property }) => property)).toEqual(['getX', 'getX$']);
  });
});

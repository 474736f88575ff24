import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec, JsonValue } from '../../src/codec/codec.js';
import { codecIn, importGenerated, modelOf } from './compiled.js';

/** What every object has, or what changes an object when it is assigned to. */
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  'toJSON',
  'then',
  'length',
  'prototype',
  'caller',
  'arguments',
  'get',
  'set',
  'has',
  'size',
];

const files = {
  'names.proto': `syntax = "proto3";
package names;
message Names {
${NAMES.map((name, index) => `  string ${name} = ${index + 1};`).join('\n')}
  map<string, string> map = 100;
  map<string, Names> messages = 101;
  Names inner = 102;
}
`,
  'cases.proto': `syntax = "proto3";
package cases;
message Cases {
  oneof choice { ${NAMES.map((name, index) => `string ${name} = ${index + 1};`).join(' ')} Cases cases = 100; }
}
`,
};

/** Where no field is the name's owner. */
const everywhere = `syntax = "proto3";
package __proto__.constructor;
message __proto__ {
  enum Kind { constructor = 0; __proto__ = 1; toString = 2; }
  Kind kind = 1 [json_name = "__proto__"];
  repeated Kind kinds = 2 [json_name = "toString"];
  oneof prototype { string text = 3; }
}
message Other {}
service constructor { rpc __proto__(Other) returns (Other); }
`;

let names: Codec<Record<string, unknown>>;
let cases: Codec<Record<string, unknown>>;
/** The property of each name, by its place in NAMES. */
let properties: string[];
beforeAll(async () => {
  const model = modelOf(files);
  properties = model.files
    .flatMap((file) => file.messages)
    .find((message) => message.fullName === 'names.Names')!
    .fields.map(({ property }) => property);
  names = codecIn(await importGenerated('own-names', model, 'names'), 'Names');
  cases = codecIn(await importGenerated('own-cases', model, 'cases'), 'Cases');
});

/** What a polluted prototype would show. */
function expectClean(): void {
  const shared = Object.getOwnPropertyNames(Object.prototype).sort();
  expect(shared).toEqual(SHARED);
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  expect(`${Object.prototype.toString.call({})}`).toBe('[object Object]');
}
const SHARED = Object.getOwnPropertyNames(Object.prototype).sort();

describe('names that every object has', () => {
  it('are own properties of a message, each with its own value', () => {
    expect(new Set(properties).size).toBe(properties.length);
    const message = names.create();
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
    NAMES.forEach((_, index) => {
      expect(Object.hasOwn(message, properties[index]!)).toBe(true);
      expect(message[properties[index]!]).toBe('');
    });
    const full = names.create(
      Object.fromEntries(NAMES.map((name, index) => [properties[index]!, `value of ${name}`])),
    );
    NAMES.forEach((name, index) => {
      expect(full[properties[index]!]).toBe(`value of ${name}`);
    });
    const decoded = names.decode(names.encode(full));
    expect(decoded).toEqual(full);
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(Object.keys(decoded).length).toBe(Object.keys(message).length);
    expectClean();
  });

  it('are own keys of JSON, and read from own keys alone', () => {
    const full = names.create(
      Object.fromEntries(NAMES.map((name, index) => [properties[index]!, `value of ${name}`])),
    );
    const json = names.toJson(full) as Record<string, JsonValue>;
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
    expect(Object.keys(json).length).toBe(NAMES.length);
    expect(names.fromJson(JSON.parse(JSON.stringify(json)) as JsonValue)).toEqual(full);
    expect(names.fromJson({})).toEqual(names.create());
    const byName = { useProtoFieldName: true };
    const named = names.toJson(full, byName) as Record<string, JsonValue>;
    expect(Object.keys(named)).toEqual(NAMES);
    expect(named['__proto__']).toBe('value of __proto__');
    expect(names.fromJson(JSON.parse(JSON.stringify(named)) as JsonValue)).toEqual(full);
    expectClean();
  });

  it.each(NAMES)('%s is a key of a map like any other', (key) => {
    const message = names.create({
      map: new Map([
        [key, 'own'],
        ['other', 'x'],
      ]),
      messages: new Map([[key, names.create({ inner: names.create() })]]),
    });
    const decoded = names.decode(names.encode(message)) as typeof message & {
      map: Map<string, string>;
      messages: Map<string, unknown>;
    };
    expect(decoded).toEqual(message);
    expect([...decoded.map.keys()]).toEqual([key, 'other']);
    const json = names.toJson(message) as { map: object; messages: object };
    for (const object of [json.map, json.messages]) {
      expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
      expect(Object.hasOwn(object, key)).toBe(true);
    }
    expect(names.fromJson(JSON.parse(JSON.stringify(json)) as JsonValue)).toEqual(message);
    expectClean();
  });

  it('are cases of a oneof, and nothing else is', () => {
    NAMES.forEach((name) => {
      const json = JSON.parse(`{${JSON.stringify(name)}: "chosen"}`) as JsonValue;
      const message = cases.fromJson(json);
      expect(message['choice']).toMatchObject({ value: 'chosen' });
      expect(cases.decode(cases.encode(message))).toEqual(message);
      expect(Object.keys(cases.toJson(message) as object).length).toBe(1);
      expect(cases.fromJson(cases.toJson(message))).toEqual(message);
    });
    expect(() => cases.encode({ choice: { case: 'isPrototypeof', value: 'x' } })).toThrow(/no case/);
    expectClean();
  });

  it('are ignored in what create is given by inheritance', () => {
    const partial = Object.create({ map: new Map([['x', 'inherited']]), inner: 5 }) as Record<
      string,
      unknown
    >;
    expect(names.create(partial)).toEqual(names.create());
    expect(names.create(JSON.parse('{"__proto__": {"inner": 5}}') as Record<string, unknown>)['inner']).toBe(
      undefined,
    );
  });

  it('are names of messages, enum values, JSON keys and oneofs like any other', async () => {
    const model = modelOf({ 'everywhere.proto': everywhere });
    const codec = codecIn(await importGenerated('own-everywhere', model, 'everywhere'), '__proto__');
    const text = '{"__proto__":"__proto__","toString":["constructor","toString"],"text":"x"}';
    const message = codec.fromJson(JSON.parse(text) as JsonValue);
    expect(message['kind']).toBe(1);
    expect(message['kinds']).toEqual([0, 2]);
    expect(codec.decode(codec.encode(message))).toEqual(message);
    expect(JSON.stringify(codec.toJson(message))).toBe(text);
    expect(() => codec.fromJson(JSON.parse('{"__proto__": "valueOf"}') as JsonValue)).toThrow(/valueOf/);
    expectClean();
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSchema, SchemaError } from '../../src/compiler/schema/index.js';
import { SeededRandom } from '../../src/testing/index.js';

const protoFolder = join(import.meta.dirname, '..', '..', 'proto');
const texts = new Map<string, string>();
for (const entry of readdirSync(protoFolder, { recursive: true, encoding: 'utf8' })) {
  if (entry.endsWith('.proto')) texts.set(entry, readFileSync(join(protoFolder, entry), 'utf8'));
}
for (const name of ['everything', 'old', 'edition', 'delimited']) {
  texts.set(`${name}.proto`, readFileSync(join(import.meta.dirname, 'valid', `${name}.proto`), 'utf8'));
}
for (const name of ['pub', 'deep', 'weak', 'marker']) {
  texts.set(
    `sub/${name}.proto`,
    readFileSync(join(import.meta.dirname, 'valid', 'sub', `${name}.proto`), 'utf8'),
  );
}

/** What loading ends with: a number of files, or the problems. Anything else is thrown. */
function outcome(path: string, text: string): number | string {
  try {
    const readFile = (wanted: string): string | undefined => (wanted === path ? text : texts.get(wanted));
    return loadSchema({ protoPaths: ['.'], files: [path], readFile }).files.length;
  } catch (error) {
    if (error instanceof SchemaError) return error.message;
    throw error;
  }
}

const spice = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    ';',
    ',',
    '.',
    '=',
    '-',
    ':',
    '/',
    '"',
    "'",
    '\\',
    '/*',
    '*/',
    '//',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'prototype',
    'group',
    'map',
    'extend',
    'oneof',
    'reserved',
    'max',
    'required',
    'extensions',
    'default',
    'features',
    'DELIMITED',
  ],
  ...[
    '0',
    '-1',
    '19000',
    '536870912',
    '99999999999999999999',
    '0x',
    '1e400',
    'inf',
    'nan',
    '""',
    'true',
    '\0',
    'é',
  ],
];

/** Deletes, doubles, swaps or replaces a few tokens. */
function mutate(text: string, random: SeededRandom): string {
  const tokens = text.split(/([A-Za-z_0-9]+|\s+|.)/s).filter((token) => token !== '');
  for (let changes = random.integer(1, 4); changes > 0; changes--) {
    const at = random.integer(0, tokens.length - 1);
    const other = random.integer(0, tokens.length - 1);
    const [here = '', there = ''] = [tokens[at], tokens[other]];
    switch (random.integer(0, 4)) {
      case 0:
        tokens.splice(at, 1);
        break;
      case 1:
        tokens.splice(at, 0, here);
        break;
      case 2:
        tokens[at] = there;
        tokens[other] = here;
        break;
      case 3:
        tokens.splice(at, 0, there);
        break;
      default:
        tokens[at] = spice[random.integer(0, spice.length - 1)] ?? '';
    }
  }
  return tokens.join('');
}

describe('mutated schemas', () => {
  it.each([...texts.keys()])('%s: a model or a SchemaError, and nothing else', (path) => {
    const original = texts.get(path) ?? '';
    let refused = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const mutated = mutate(original, new SeededRandom(seed * 104729 + path.length));
      const result = outcome(path, mutated);
      if (typeof result === 'string') {
        refused++;
        for (const line of result.split('\n')) expect(line).toMatch(/^[^ ].*: .|^ {2}hint: ./);
        expect(result).not.toContain('protobufjs');
      }
    }
    if (original.length > 1000) expect(refused).toBeGreaterThan(0);
  });
});

describe('cut schemas', () => {
  it('are refused with a line of the file wherever they are cut inside a block', () => {
    const text = texts.get('timecoin/peers.proto') ?? '';
    const cuts = [...text.matchAll(/\{/g)].map(({ index }) => index + 1);
    expect(cuts.length).toBeGreaterThan(3);
    for (const cut of cuts) {
      expect(outcome('timecoin/peers.proto', text.slice(0, cut))).toMatch(/^timecoin\/peers\.proto:\d+: /);
    }
  });
});

describe('hostile schemas', () => {
  const many = (n: number, line: (i: number) => string): string =>
    Array.from({ length: n }, (_, i) => line(i)).join('\n');
  it.each<[string, string, string]>([
    ['nested messages', 'message A {'.repeat(20_000), 'messages nested too deep'],
    ['nested values', `option (x) = {${'a {'.repeat(20_000)}`, 'an option value nested too deep'],
    ['nested lists', `option (x) = {${'a: [{'.repeat(20_000)}`, 'an option value nested too deep'],
    ['braces', '{'.repeat(100_000), 'expected a statement, found "{"'],
    [
      'a number of many digits',
      `message A { int32 a = ${'9'.repeat(100_000)}; }`,
      'a number of too many digits',
    ],
    ['a name of many parts', `message A { ${'a.'.repeat(100_000)}a b = 1; }`, 'a name without end'],
    ['a comment without an end', '/*'.repeat(100_000), 'a comment without an end'],
    ['a string without an end', `option a = "${'a'.repeat(100_000)}`, 'a string without an end'],
    ['a NUL', '\0', 'character U+0000 outside a string or comment'],
    ['a file of many megabytes', ' '.repeat(5_000_000), 'this file is larger than 4 MiB'],
    ['many mistakes', many(5000, (i) => `message M${i} { N${i} n = 0; }`), 'field n has number 0'],
    [
      'the same mistake often',
      `message A { ${'B b = 1; '.repeat(3000)} }`,
      'field b is already declared as a field',
    ],
  ])('%s', { timeout: 5000 }, (_, text, message) => {
    const result = outcome('a.proto', `syntax = "proto3";\n${text}`);
    expect(result).toMatch(/^a\.proto:\d+: /);
    expect(String(result).split('\n')[0]).toContain(message);
    expect(String(result).split('\n').length).toBeLessThanOrEqual(401);
  });

  const old = 'syntax = "proto2";';
  const edition = 'edition = "2023";';
  it.each<[string, string, string]>([
    [
      'nested groups',
      `${old} message A { ${'optional group G = 1 {'.repeat(20_000)}`,
      'messages nested too deep',
    ],
    [
      'groups nested in extensions',
      `${old} message A { ${'extend A { optional group G = 1 {'.repeat(20_000)}`,
      'messages nested too deep',
    ],
    [
      'many groups',
      `${old} message A { ${many(20_000, () => 'optional group G = 1 {}')} }`,
      'fields g and g both have number 1',
    ],
    [
      'many ranges',
      `${old} message A { ${many(20_000, (i) => `extensions ${i + 1} to max;`)} }`,
      'is left to extensions twice',
    ],
    [
      'ranges and reserved numbers all over each other',
      `${old} message A { ${many(20_000, (i) => `extensions ${2 * i + 1}; reserved ${2 * i + 1};`)} }`,
      'are reserved too',
    ],
    [
      'many declared extensions',
      `${old} message A { extensions 1 to max [${Array.from({ length: 20_000 }, () => 'declaration = { number: 5 }').join(',')}]; }`,
      'has no full_name or no type',
    ],
    [
      'many extensions of one range',
      `${old} message A { extensions 1 to max; } extend A { ${many(20_000, (i) => `optional A a${i} = ${i};`)} }`,
      'field a0 has number 0',
    ],
    [
      'many defaults',
      `${old} message A { optional int32 a = 1 [${Array.from({ length: 20_000 }, () => 'default = 1').join(',')}]; }`,
      'default of field a is set twice',
    ],
    [
      'a default of many bytes',
      `${old} message A { optional int32 a = 1 [default = "${'\\xff'.repeat(100_000)}"]; }`,
      'option default of field a is',
    ],
    [
      'many features',
      `${edition} ${many(20_000, (i) => `option features.__proto__${i} = OPEN;`)}`,
      'unknown option features.__proto__0',
    ],
    [
      'features of the prototype',
      `${edition} option features.constructor = OPEN; option features.__proto__ = { enum_type: OPEN };`,
      'unknown option features.__proto__',
    ],
    ['an edition without end', `edition = "${'2'.repeat(100_000)}";`, 'unknown edition'],
  ])('%s', { timeout: 10_000 }, (_, text, message) => {
    const result = outcome('a.proto', text);
    expect(result).toMatch(/^a\.proto:\d+: /);
    expect(String(result)).toContain(message);
    expect(String(result).split('\n').length).toBeLessThanOrEqual(401);
  });

  it('do not reach the prototypes of objects', () => {
    const text = `syntax = "proto3";
      message constructor { string prototype = 1; __proto__ a = 2; }
      message toString { option (__proto__) = { __proto__: { polluted: true } }; map<string, string> hasOwnProperty = 1; }`;
    expect(outcome('a.proto', text)).toContain('"__proto__" is not declared');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

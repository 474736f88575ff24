import { describe, expect, it } from 'vitest';
import { loadSchema } from '../../src/compiler/schema/index.js';

const text = `// Licence.

// The file.
syntax = "proto3"; // after syntax
package c;

// detached

// above A
message A { // behind A
  // detached inside

  int32 a = 1; // behind a
  // above b
  int32 b = 2; /* behind b */
  /* above c */ int32 c = 3; /* behind c
    more */
  // detached before d

  // detached directly above a block
  /* above d */
  int32 d = 4;
  // below d

  int32 e = 5; /* between */ int32 f = 6; // behind f
  int32 g = /* inside */ 7;
  // at the end
}
// below A

/**
 * A block.
 *   indented
 */
enum E {
  // above Z
  Z = 0; // behind Z
  // above O
  O = 1;
}
service S {
  // the first

  rpc M(A) returns (A); // behind M
  // above N
  rpc N(A) returns (A) { // behind N
  }
}
message B { oneof x { // behind x
  // above y
  string y = 1; } }
// the end`;

/** As protoc's SourceCodeInfo attributes them: leading, then trailing. */
const expected: Readonly<Record<string, string>> = {
  'c.A': 'above A\nbehind A',
  'c.A.a': 'behind a',
  'c.A.b': 'above b\nbehind b',
  'c.A.c': 'above c\nbehind c\nmore',
  'c.A.d': 'above d\nbelow d',
  'c.A.e': '',
  'c.A.f': 'behind f',
  'c.A.g': 'at the end',
  'c.E': 'A block.\n  indented',
  'c.E.Z': 'above Z\nbehind Z',
  'c.E.O': 'above O',
  'c.S': 'the first',
  'c.S.M': 'behind M',
  'c.S.N': 'above N\nbehind N',
  'c.B': '',
  'c.B.x': 'behind x',
  'c.B.y': 'above y',
};

describe('comments', () => {
  const [file] = loadSchema({
    protoPaths: ['.'],
    files: ['a.proto'],
    readFile: (path) => (path === 'a.proto' ? text : undefined),
  }).files;
  const found = new Map<string, string>();
  for (const { fullName, comment, fields, oneofs } of file?.messages ?? []) {
    found.set(fullName, comment);
    for (const part of [...fields, ...oneofs]) found.set(`${fullName}.${part.name}`, part.comment);
  }
  for (const { fullName, comment, values } of file?.enums ?? []) {
    found.set(fullName, comment);
    for (const value of values) found.set(`${fullName}.${value.name}`, value.comment);
  }
  for (const { fullName, comment, methods } of file?.services ?? []) {
    found.set(fullName, comment);
    for (const method of methods) found.set(`${fullName}.${method.name}`, method.comment);
  }

  it.each(Object.entries(expected))('of %s', (name, comment) => {
    expect(found.get(name)).toBe(comment);
  });

  it('of the file', () => {
    expect(file?.comment).toBe('The file.');
  });
});

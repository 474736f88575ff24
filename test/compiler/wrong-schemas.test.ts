import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSchema, SchemaError } from '../../src/compiler/schema/index.js';
import { filesRefusedByBuf } from './buf.js';
import { wrongEditions } from './wrong-editions.js';
import { wrongProto2 } from './wrong-proto2.js';
import { wrongSchemas } from './wrong-schemas.js';

const root = join(import.meta.dirname, '..', '..');
const header = 'syntax = "proto3";\npackage p;\nimport "framewright/options.proto";\n';
const tables = [
  { header, table: wrongSchemas },
  { header: header.replace('proto3', 'proto2'), table: wrongProto2 },
  { header: header.replace('syntax = "proto3"', 'edition = "2023"'), table: wrongEditions },
].flatMap(({ header: of, table }) =>
  Object.entries(table).map(([name, cases]) => ({ name, language: of.split('"')[1], header: of, cases })),
);

/** The whole message of the SchemaError that the files make. */
function problemsOf(texts: Record<string, string>, ...files: string[]): string {
  const readFile = (path: string): string | undefined =>
    Object.hasOwn(texts, path) ? texts[path] : undefined;
  try {
    loadSchema({ protoPaths: ['.'], files, readFile });
  } catch (error) {
    if (error instanceof SchemaError) return error.message;
    throw error;
  }
  return '';
}

describe.each(tables)('wrong $name of $language', ({ header: of, cases }) => {
  it.each(cases)('$text', ({ text, says }) => {
    expect(problemsOf({ 'a.proto': of + text }, 'a.proto')).toBe(says.join('\n'));
  });
});

describe('files', () => {
  const good = 'syntax = "proto3";\npackage q;\nmessage Q {}\n';
  it.each<[string, Record<string, string>, string]>([
    [
      'without syntax, which are proto2',
      { 'a.proto': 'message A { int32 a = 1; }' },
      'a.proto:1: field a has no label\n  hint: proto2 has optional, required or repeated before the type',
    ],
    [
      'of a later edition',
      { 'a.proto': '\nedition = "2024";\nexport message A {}' },
      'a.proto:2: edition 2024 is not supported\n  hint: proto2, proto3 and edition 2023 are read: start the file with edition = "2023";',
    ],
    [
      'of an edition that is none',
      { 'a.proto': 'edition = "proto3";' },
      'a.proto:1: unknown edition "proto3"\n  hint: proto2, proto3 and edition 2023 are read: start the file with edition = "2023";',
    ],
    [
      'of an edition as their syntax',
      { 'a.proto': 'syntax = "2023";' },
      'a.proto:1: unknown syntax "2023"\n  hint: start the file with: syntax = "proto3";',
    ],
    [
      'of no syntax that is known',
      { 'a.proto': 'syntax = "proto4";' },
      'a.proto:1: unknown syntax "proto4"\n  hint: start the file with: syntax = "proto3";',
    ],
    [
      'that are missing',
      {},
      'a.proto: not found\n  hint: looked in .; give the folder that the path starts from with --proto-path',
    ],
    [
      'that import each other',
      {
        'a.proto': 'syntax = "proto3";\nimport "b.proto";',
        'b.proto': 'syntax = "proto3";\nimport "a.proto";',
      },
      'b.proto:2: the files import each other: a.proto → b.proto → a.proto\n  hint: move what they share into a file of its own',
    ],
    [
      'that use what they import only indirectly',
      {
        'a.proto': `syntax = "proto3";\nimport "b.proto";\nmessage A { q.Q q = 1; }`,
        'b.proto': 'syntax = "proto3";\nimport "q.proto";',
        'q.proto': good,
      },
      'a.proto:3: "q.Q" is declared in q.proto, which this file does not import\n  hint: add: import "q.proto";',
    ],
    [
      'that declare the same twice',
      { 'a.proto': `syntax = "proto3";\nimport "q.proto";\npackage q;\nmessage Q {}`, 'q.proto': good },
      'a.proto:4: message Q is already declared as a message at q.proto:3\n  hint: rename one of them',
    ],
    [
      'whose message has the name of a package',
      { 'a.proto': `syntax = "proto3";\nimport "q.proto";\nmessage q {}`, 'q.proto': good },
      'a.proto:3: "q" is also the name of a package\n  hint: rename the message or the package',
    ],
    [
      "whose types clash with another file's",
      {
        'a.proto': `${header}import "b.proto";\nmessage A { option (framewright.message).type = 100; }`,
        'b.proto': `${header}message B {\n  option (framewright.message) = { type: 100 }; }`,
      },
      'a.proto:5: p.A has type 0x0064 as p.B has at b.proto:5\n  hint: every message needs a type of its own',
    ],
    [
      'with everything wrong at once, sorted',
      {
        'a.proto': 'syntax = "proto3";\nimport "b.proto";\nmessage A { int32 b = 0;\n int32 c = 0; }',
        'b.proto': 'syntax = "proto3";\nenum E {}',
      },
      [
        'a.proto:3: field b has number 0\n  hint: field numbers go from 1 to 536870911',
        'a.proto:4: field c has number 0\n  hint: field numbers go from 1 to 536870911',
        'a.proto:4: fields b and c both have number 0\n  hint: the next free number is 1',
        'b.proto:2: enum E has no values\n  hint: add: E_UNSPECIFIED = 0;',
      ].join('\n'),
    ],
  ])('%s', (_, texts, message) => {
    expect(problemsOf(texts, 'a.proto')).toBe(message);
  });
});

/** buf's compiler agrees with protoc, speaks to the newest version of the language and comes from npm. */
describe('another compiler', () => {
  const cases = tables.flatMap(({ header: of, cases: some }) => some.map((one) => ({ ...one, header: of })));
  let folder = '';
  let refused: ReadonlySet<string> = new Set();

  beforeAll(() => {
    mkdirSync(join(root, 'test', '.generated'), { recursive: true });
    folder = mkdtempSync(join(root, 'test', '.generated', 'wrong-'));
    mkdirSync(join(folder, 'framewright'));
    copyFileSync(join(root, 'proto/framewright/options.proto'), join(folder, 'framewright/options.proto'));
    // One run for all: a package of its own for each file keeps their names apart
    for (const [i, { text, header: of }] of cases.entries()) {
      writeFileSync(join(folder, `c${i}.proto`), (of + text).replaceAll(/\bp([.;])/g, `p${i}$1`));
    }
    refused = new Set(filesRefusedByBuf(folder).map((path) => path.replace(/^.*\//, '')));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(
    cases.map(({ text, protocTakesIt, bufTakesIt }, i) => ({
      text,
      file: `c${i}.proto`,
      isTaken: protocTakesIt ?? bufTakesIt ?? false,
    })),
  )('agrees about $text', ({ file, isTaken }) => {
    expect(refused.has(file)).toBe(!isTaken);
  });
});

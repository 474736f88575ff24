import { describe, expect, it } from 'vitest';
import { emit } from '../../src/compiler/emit/index.js';
import { loadSchema, SchemaError } from '../../src/compiler/schema/index.js';

const heads = ['syntax = "proto3";', 'syntax = "proto2";', 'edition = "2023";'];
const scalars = ['int32', 'string', 'bytes', 'uint64', 'double'];
const pathOf = (i: number): string => `d${i % 20}/f${i}.proto`;
const packageOf = (i: number): string => `corp.area${i % 50}.f${i}`;

/** Files that import four others each, in all three languages; `field` replaces the first field of each message. */
function corpus(count: number, field?: string): Map<string, string> {
  const files = new Map<string, string>();
  for (let i = 0; i < count; i++) {
    const imports = [...new Set([i - 1, i - 7, Math.floor(i / 2), i - 100])].filter((k) => k >= 0 && k < i);
    const label = i % 3 === 1 ? 'optional ' : '';
    const lines = [heads[i % 3] ?? '', `package ${packageOf(i)};`];
    for (const k of imports) lines.push(`import "${pathOf(k)}";`);
    for (let m = 0; m < 12; m++) {
      lines.push(`message M${m} {`, field ?? `  ${label}bool first = 1;`);
      for (let f = 2; f <= 10; f++) lines.push(`  ${label}${scalars[f % 5] ?? ''} field_number_${f} = ${f};`);
      lines.push(`  ${label}Kind kind = 11;`, `  repeated M${(m + 1) % 12} next = 12;`);
      imports.forEach((k, j) => lines.push(`  ${label}${packageOf(k)}.M${m} other_${j} = ${20 + j};`));
      lines.push('  map<string, int64> counts = 40;', '}');
    }
    lines.push('enum Kind { KIND_UNKNOWN = 0; KIND_ONE = 1; }');
    files.set(pathOf(i), lines.join('\n'));
  }
  return files;
}

function load(files: ReadonlyMap<string, string>) {
  return loadSchema({ protoPaths: ['.'], files: [...files.keys()], readFile: (path) => files.get(path) });
}

function refusal(files: ReadonlyMap<string, string>): SchemaError {
  try {
    load(files);
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
  throw new Error('the files are taken');
}

describe('many files', () => {
  it('become as many modules', () => {
    const texts = emit(load(corpus(60)), { target: 'ts', command: 'framewright generate' });
    expect([...texts.keys()].filter((path) => path.endsWith('.ts'))).toHaveLength(60);
  });

  it('tell what is wrong in all of them, in order, and count what is not shown', () => {
    const { message, problems } = refusal(corpus(60, '  optinal Kimd first = 0;'));
    const lines = message.split('\n');
    expect(problems).toHaveLength(60);
    expect(lines.slice(0, 2)).toEqual([
      'd0/f0.proto:4: expected "=", found "first"',
      '  hint: a field is written type name = number;',
    ]);

    const many = refusal(corpus(60, '  repeated Kimd first = 0;'));
    expect(many.problems).toHaveLength(60 * 12);
    expect(new Set(many.problems.map(({ file }) => file)).size).toBe(60);
    const shown = many.message.split('\n');
    expect(shown).toHaveLength(401);
    expect(shown.at(-1)).toBe('520 more problems');
    const places = shown.filter((line) => /^d\d+\/f/.test(line)).map((line) => line.split(':')[0] ?? '');
    expect(places).toEqual([...places].sort());
  });

  it('stop at ten thousand problems', { timeout: 60_000 }, () => {
    const { problems, message } = refusal(corpus(900, '  repeated Kimd first = 0;'));
    expect(problems).toHaveLength(10_000);
    expect(message.split('\n').at(-1)).toBe('at least 9800 more problems');
  });

  it('with ten thousand unknown types end soon', { timeout: 60_000 }, () => {
    const { problems } = refusal(corpus(900, '  repeated Kimd first = 1;'));
    expect(problems).toHaveLength(10_000);
    expect(problems[0]?.message).toBe('"Kimd" is not declared');
  });

  // Minutes of both cores: FRAMEWRIGHT_LONG=1 asks for it
  it.skipIf(process.env['FRAMEWRIGHT_LONG'] !== '1')(
    'cost time and memory in proportion',
    { timeout: 600_000 },
    () => {
      const cost = (count: number): number => {
        const files = corpus(count);
        const start = process.cpuUsage();
        const texts = emit(load(files), { target: 'ts', command: 'framewright generate' });
        const { user } = process.cpuUsage(start);
        expect(texts.size).toBe(count + 1);
        return user / count;
      };
      cost(200);
      expect(cost(3000)).toBeLessThan(cost(500) * 3);
      expect(process.memoryUsage().heapUsed).toBeLessThan(4e9);
    },
  );
});

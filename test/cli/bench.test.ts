import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/bench/result.js';
import { run } from '../../src/cli/main.js';

const execute = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const cli = join(root, 'dist/src/cli/main.js');
let folder = '';

const schema = `syntax = "proto3";
package shop;
import "parts.proto";
message Order {
  string id = 1;
  uint64 amount = 2;
  repeated Item items = 3;
  map<string, int64> stock = 4;
  oneof payment { string card = 5; Cash cash = 6; }
  optional string note = 7;
  bytes hash = 8;
}
message Cash { sint64 cents = 1; }
`;
const parts = 'syntax = "proto3";\npackage shop;\nmessage Item { string name = 1; double price = 2; }\n';

const old = `syntax = "proto2";
package old;
enum Kind { BIG = 3; }
message Item {
  required int64 id = 1;
  optional Kind kind = 2;
  repeated group Tag = 4 { required string text = 1; }
  extensions 100 to 199;
}
extend Item { optional string note = 100; }
`;

/** Encodes right and decodes wrong. */
const wrongModule = `export const families = [{
  name: 'sloppy',
  packages: [],
  prepare: ({ codec, bytes, value }) => [
    { direction: 'encode', name: 'sloppy', run: () => codec.encode(value), payload: (made) => made },
    {
      direction: 'decode', name: 'sloppy', input: bytes,
      run: () => ({ ...codec.decode(bytes), amount: 1n }), read: (made) => made,
    },
    { direction: 'encode', name: 'throwing', run: () => { throw new Error('no idea') }, payload: (made) => made },
  ],
}];
`;

beforeAll(() => {
  const scratch = join(root, 'test/.generated');
  mkdirSync(scratch, { recursive: true });
  folder = mkdtempSync(join(scratch, 'bench-'));
  writeFileSync(join(folder, 'shop.proto'), schema);
  writeFileSync(join(folder, 'parts.proto'), parts);
  writeFileSync(join(folder, 'wrong.mjs'), wrongModule);
  writeFileSync(join(folder, 'broken.proto'), 'syntax = "proto3";\nmessage M { uint33 a = 1; }\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The built command, as a user starts it; measuring takes processes of its own. */
async function bench(...argv: string[]): Promise<string> {
  const { stdout } = await execute(process.execPath, [cli, 'bench', ...argv], { cwd: folder });
  return stdout;
}

function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('framewright-bench-'));
}

describe('framewright bench', () => {
  it('measures a message of a schema against what is installed, and leaves nothing behind', async () => {
    const before = leftovers();
    const json = join(folder, 'out/order.json');
    const html = join(folder, 'out/order.html');
    const stdout = await bench(
      ...['--schema', 'shop.proto', '--message', 'Order', '--quick', '--json', json, '--html', html],
      ...['--against', 'protobufjs,json,v8,avsc', '--module', join(folder, 'wrong.mjs')],
    );
    expect(stdout).toMatch(
      /^shop\.Order: a plausible message made from the schema .*, \d+ bytes as protobuf/,
    );
    expect(stdout).toContain('not installed: avsc\n  npm install --no-save avsc');
    const { cells, versions } = JSON.parse(readFileSync(json, 'utf8')) as Report;
    expect(cells.map(({ cell }) => cell)).toEqual(['shop.Order: encode', 'shop.Order: decode']);
    const [encode, decode] = cells;
    expect(encode?.contenders.map(({ name }) => name)).toEqual([
      'framewright',
      'floor: memcpy of the bytes',
      'floor: a view of the bytes',
      'protobufjs, finish',
      'protobufjs, finish(true)',
      'protobufjs, finishInto',
      'JSON, byte arrays',
      'v8.serialize',
      'sloppy',
      'throwing',
    ]);
    expect(encode?.contenders[0]).toMatchObject({ ratio: { median: 1, min: 1, max: 1 } });
    for (const name of ['framewright', 'protobufjs, finish', 'protobufjs, finishInto']) {
      const outcome = encode?.contenders.find((each) => each.name === name) as unknown as Record<
        string,
        number
      >;
      expect(outcome.operationsPerSecond).toBeGreaterThan(0);
      expect(outcome.allocated).toBeGreaterThan(0);
      expect(outcome.bytes).toBe((encode?.contenders[0] as unknown as Record<string, number>).bytes);
    }
    expect(versions).toHaveProperty('protobufjs');

    const refused = [...encode!.contenders, ...decode!.contenders].filter((each) => 'status' in each);
    expect(refused).toEqual([
      { name: 'throwing', status: 'wrong', reason: 'no idea' },
      { name: 'sloppy', status: 'wrong', reason: expect.stringMatching(/^amount: \d+ became 1$/) as string },
    ]);
    expect(stdout).toMatch(/^sloppy: WRONG, not timed: amount: \d+ became 1$/m);

    const page = readFileSync(html, 'utf8');
    expect(page).toContain('<h2>shop.Order: encode</h2>');
    expect(page).toMatch(/<b>sloppy<\/b>: wrong, not timed/);
    expect(page).not.toMatch(/(src|href)=/);
    expect(leftovers()).toEqual(before);
  });

  it.each<[string, string | Uint8Array]>([
    ['order.json', '{"id":"7","amount":"9007199254740993"}'],
    ['order.bin', Uint8Array.of(0x0a, 1, 0x37, 0x10, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10)],
  ])('takes a sample from %s, and marks who cannot hold its integers', async (name, content) => {
    writeFileSync(join(folder, name), content);
    const text = await bench(
      ...['--schema', 'shop.proto', '--message', 'shop.Order', '--quick', '--json'],
      ...['--sample', name, '--against', 'protobufjs,json'],
    );
    const [encode] = (JSON.parse(text) as Report).cells;
    expect(encode?.contenders[0]).toMatchObject({ name: 'framewright', bytes: 12 });
    expect(encode?.contenders.find((each) => each.name === 'JSON, byte arrays')).toEqual({
      name: 'JSON, byte arrays',
      status: 'wrong',
      reason: 'amount: 9007199254740993 became 9007199254740992',
    });
  });

  it('measures samples with extensions, and nobody who would leave them out', async () => {
    writeFileSync(join(folder, 'old.proto'), old);
    writeFileSync(
      join(folder, 'old.json'),
      JSON.stringify({ id: 5, tag: [{ text: 'a' }], '[old.note]': 'hello' }),
    );
    const item = ['--schema', 'old.proto', '--message', 'Item', '--quick', '--against', 'protobufjs,v8'];
    const stdout = await bench(...item, '--sample', 'old.json');
    expect(stdout).toMatch(/^old\.Item: old\.json, 15 bytes as protobuf; 2 rounds/);
    expect(stdout).toMatch(/│ framewright +│/);
    expect(stdout).toMatch(/│ protobufjs +│/);
    expect(stdout).toMatch(/v8: cannot: has nothing like the extensions in the sample/);
  }, 60_000);

  it('says how little of a sample is measured if the schema does not know the rest', async () => {
    writeFileSync(join(folder, 'old.proto'), old);
    // An unknown field and a number that the closed enum does not name.
    writeFileSync(join(folder, 'old.bin'), Uint8Array.of(8, 5, 16, 99, 0x58, 1));
    expect(
      await bench(
        ...['--schema', 'old.proto', '--message', 'Item', '--quick', '--against', 'protobufjs'],
        ...['--sample', 'old.bin'],
      ),
    ).toMatch(/^old\.Item: old\.bin, 6 bytes as protobuf, 2 when encoded again; 2 rounds/);
  }, 60_000);

  it('ends at once when it is interrupted', async () => {
    const before = leftovers();
    const child = spawn(
      process.execPath,
      [cli, 'bench', '--schema', 'shop.proto', '--message', 'Order', '--rounds', '1000'],
      { cwd: folder },
    );
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect([code, stderr]).toEqual([1, 'framewright: interrupted: nothing was measured to the end\n']);
    expect(leftovers()).toEqual(before);
  });
});

describe('framewright bench tells what to do', () => {
  const there = (...argv: string[]): string[] => ['bench', '-I', folder, ...argv];
  const order = ['--schema', 'shop.proto', '--message'];
  it.each<[string, string[], number, string | RegExp]>([
    [
      'without a message',
      ['--schema', 'shop.proto'],
      2,
      "framewright: required option '--message <NAME>' not specified; see framewright bench --help",
    ],
    [
      'for a message that is nearly one',
      [...order, 'Ordre'],
      2,
      'framewright: --message Ordre: the schema has no such message (did you mean shop.Order?)',
    ],
    [
      'for a message that is none',
      [...order, 'Unheard'],
      2,
      'framewright: --message Unheard: the schema has no such message; it has shop.Item, shop.Order, shop.Cash',
    ],
    [
      'for a contender that is nearly one',
      [...order, 'Order', '--against', 'protobufsj'],
      2,
      'framewright: --against protobufsj: no such contender (did you mean protobufjs?)',
    ],
    [
      'for no rounds',
      [...order, 'Order', '--rounds', '0'],
      2,
      "framewright: option '--rounds <N>' argument '0' is invalid. It must be 1 to 1000; see framewright bench --help",
    ],
    [
      'for a schema with a mistake',
      ['--schema', 'broken.proto', '--message', 'M'],
      1,
      /broken\.proto:2: .*\n {2}hint: .*\n1 problem; nothing was measured$/,
    ],
  ])('%s', async (_, argv, code, message) => {
    const errors: string[] = [];
    const output = { line: () => {}, error: (text: string) => void errors.push(text) };
    expect(await run(there(...argv), output)).toBe(code);
    if (typeof message === 'string') expect(errors.join('\n')).toBe(message);
    else expect(errors.join('\n')).toMatch(message);
  });

  it.each([
    ['missing.json', undefined, /--sample missing\.json: there is no such file\n$/],
    ['wrong.json', '{"amount":"x"}', /--sample wrong\.json: not a shop\.Order: .*amount/],
    ['text.json', '{', /--sample text\.json: not a shop\.Order: /],
    ['wrong.bin', '\u000a\u0009', /--sample wrong\.bin: not a shop\.Order: /],
  ])('for the sample %s', async (name, content, message) => {
    if (content !== undefined) writeFileSync(join(folder, name), content);
    const failed = bench('--schema', 'shop.proto', '--message', 'Order', '--quick', '--sample', name);
    await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(message) as string });
  });
});

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/main.js';

const root = join(import.meta.dirname, '..', '..');
const protoFolder = join(root, 'proto');
const scratch = join(root, 'test', '.generated');
let folder = '';

beforeAll(() => {
  mkdirSync(scratch, { recursive: true });
  folder = mkdtempSync(join(scratch, 'cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly lines: string;
  readonly errors: string;
}

async function framewright(...argv: string[]): Promise<Outcome> {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await run(argv, { line: (text) => lines.push(text), error: (text) => errors.push(text) });
  return { code, lines: lines.join('\n'), errors: errors.join('\n') };
}

/** Writes files into a fresh folder and returns it. */
function write(files: Record<string, string>): string {
  const target = mkdtempSync(join(folder, 'case-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(target, path, '..'), { recursive: true });
    writeFileSync(join(target, path), text);
  }
  return target;
}

const ping = 'syntax = "proto3";\npackage p;\nmessage Ping { uint32 nonce = 1; }\n';

describe('framewright', () => {
  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await framewright('--version')).toEqual({ code: 0, lines: version, errors: '' });
  });

  it.each([[[]], [['--help']], [['help']]])('lists its commands for %j', async (argv) => {
    const { code, lines } = await framewright(...argv);
    expect(code).toBe(0);
    expect(lines).toMatch(/generate +turn \.proto files into codecs/);
  });

  it.each([[['generate', '--help']], [['help', 'generate']]])('explains a command for %j', async (argv) => {
    const { code, lines } = await framewright(...argv);
    expect(code).toBe(0);
    expect(lines).toContain('--proto-path <DIR>');
  });
});

describe('wrong use is one line that says what to do, and exit code 2', () => {
  const see = 'see framewright generate --help';
  it.each<[string[], string]>([
    [['genrate'], "framewright: unknown command 'genrate' (Did you mean generate?); see framewright --help"],
    [['--foo'], "framewright: unknown option '--foo'; see framewright --help"],
    [['generate'], `framewright: required option '-o, --out <DIR>' not specified; ${see}`],
    [['generate', '--out', 'x'], `framewright: missing required argument 'FILE'; ${see}`],
    [['generate', '-o', 'x', '--foo', 'y'], `framewright: unknown option '--foo'; ${see}`],
    [
      ['generate', '-o', 'x', '-t', 'java', 'y'],
      `framewright: option '-t, --target <LANGUAGE>' argument 'java' is invalid. Allowed choices are ts, js; ${see}`,
    ],
    [
      ['generate', '-o', 'x', 'none.proto'],
      'framewright: none.proto: there is no such file (looked in the current folder and in --proto-path .)',
    ],
    [['generate', '-o', 'x', '-I', 'none', 'y'], 'framewright: --proto-path none: there is no such folder'],
    [
      ['generate', '-o', 'x', '-I', 'src', 'proto/timecoin/chain.proto'],
      'framewright: proto/timecoin/chain.proto: not below a proto path (src); give the folder its imports start from with --proto-path',
    ],
    [
      ['generate', '-o', 'x', 'proto/timecoin'],
      'framewright: proto/timecoin: is a folder: name its .proto files (looked in the current folder and in --proto-path .)',
    ],
  ])('%j', async (argv, message) => {
    expect(await framewright(...argv)).toEqual({ code: 2, lines: '', errors: message });
  });

  it('when an earlier proto path hides the file', async () => {
    const first = write({ 'a.proto': ping });
    const second = write({ 'a.proto': ping });
    const { code, errors } = await framewright(
      'generate',
      '-o',
      'x',
      '-I',
      first,
      '-I',
      second,
      join(second, 'a.proto'),
    );
    expect(code).toBe(2);
    expect(errors).toBe(
      `framewright: ${second}/a.proto: hidden by ${first}/a.proto; give --proto-path ${second} first`,
    );
  });
});

describe('framewright generate', () => {
  it('writes what changed, and says so', async () => {
    const source = write({ 'p/a.proto': ping, 'p/b.proto': ping.replaceAll('Ping', 'Pong') });
    const out = join(source, 'out');
    const argv = ['generate', '--proto-path', source, '--out', out, 'p/a.proto', join(source, 'p/b.proto')];
    expect(await framewright(...argv)).toEqual({
      code: 0,
      lines: `wrote 3 files to ${out} (3 changed)`,
      errors: '',
    });
    expect(filesBelow(out)).toEqual(['p/a.ts', 'p/b.ts', 'schema.json']);
    writeFileSync(join(out, 'kept.txt'), '');
    writeFileSync(join(out, 'p/a.ts'), 'stale');
    const untouched = statSync(join(out, 'p/b.ts')).mtimeMs;
    expect((await framewright(...argv)).lines).toBe(`wrote 3 files to ${out} (1 changed)`);
    expect(statSync(join(out, 'p/b.ts')).mtimeMs).toBe(untouched);
    expect(filesBelow(out)).toContain('kept.txt');
  });

  it('writes JavaScript with declarations', async () => {
    const source = write({ 'a.proto': ping });
    const { code } = await framewright(
      'generate',
      '-t',
      'js',
      '-I',
      source,
      '-o',
      join(source, 'out'),
      'a.proto',
    );
    expect(code).toBe(0);
    expect(filesBelow(join(source, 'out'))).toEqual(['a.d.ts', 'a.js', 'schema.json']);
  });

  it('checks without writing', async () => {
    const source = write({ 'a.proto': ping });
    const out = join(source, 'out');
    const argv = ['generate', '-I', source, '-o', out, '--check', 'a.proto'];
    expect(await framewright(...argv)).toEqual({
      code: 1,
      lines: '',
      errors: [
        `${out}/a.ts is missing or stale`,
        `${out}/schema.json is missing or stale`,
        'run the same command without --check',
      ].join('\n'),
    });
    expect(existsSync(out)).toBe(false);
    await framewright('generate', '-I', source, '-o', out, 'a.proto');
    expect(await framewright(...argv)).toEqual({
      code: 0,
      lines: `2 files in ${out} up to date`,
      errors: '',
    });
  });

  it('writes nothing when the schema is wrong, and says everything that is', async () => {
    const source = write({
      'good.proto': ping,
      'bad.proto': ping.replace('uint32 nonce = 1', 'uint33 nonce = 0'),
    });
    const argv = ['generate', '-I', source, '-o', join(source, 'out'), 'good.proto', 'bad.proto'];
    const { code, lines, errors } = await framewright(...argv);
    expect([code, lines, existsSync(join(source, 'out'))]).toEqual([1, '', false]);
    expect(errors).toMatch(/^.*bad\.proto:3: .*\n {2}hint: .*\n/);
    expect(errors).toMatch(/nothing was written$/);
  });

  it('refuses catalog.proto, whose code would take the place of the catalog', async () => {
    const source = write({ 'catalog.proto': ping });
    const argv = ['generate', '-I', source, '-o', join(source, 'out'), 'catalog.proto'];
    const { code, errors } = await framewright(...argv);
    expect([code, existsSync(join(source, 'out'))]).toEqual([1, false]);
    expect(errors).toMatch(/^catalog\.proto: catalog is the catalog of all messages; rename/);
  });

  it('keeps within its folder', async () => {
    const source = write({ 'a.proto': ping, 'sub/b.proto': ping });
    const argv = ['generate', '-I', join(source, 'sub'), '-o', join(source, 'out'), '../a.proto'];
    expect((await framewright(...argv)).code).toBe(2);
  });

  it('fails plainly when it cannot write', async () => {
    const source = write({ 'a.proto': ping, out: 'a file' });
    const { code, errors } = await framewright(
      'generate',
      '-I',
      source,
      '-o',
      join(source, 'out'),
      'a.proto',
    );
    expect(code).toBe(1);
    expect(errors).toMatch(/^framewright: cannot write .*out\/a\.ts: a file is where a folder should be$/);
  });

  it('has made what is checked in', async () => {
    const files = ['framewright', 'timecoin'].flatMap((name) =>
      readdirSync(join(protoFolder, name)).map((file) => `${name}/${file}`),
    );
    const out = join(root, 'generated');
    const { code, errors } = await framewright('generate', '-I', protoFolder, '-o', out, '--check', ...files);
    expect([code, errors]).toEqual([0, '']);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

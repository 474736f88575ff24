import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { withFigures } from '../bench/figures.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const folder = join(root, 'test/.generated/readme');
const cli = join(root, 'dist/src/cli/main.js');

/** The fenced blocks of README that follow a line which begins with a file name in backticks. */
function namedBlocks(markdown: string): Map<string, string> {
  const blocks = new Map<string, string>();
  for (const [, name, text] of markdown.matchAll(/^`([\w.-]+)`[^\n]*\n\n```\w+\n(.*?)^```$/gms)) {
    blocks.set(name!, text!);
  }
  return blocks;
}

describe("README's example", () => {
  let readme: string;
  let files: Map<string, string>;

  beforeAll(async () => {
    readme = await readFile(join(root, 'README.md'), 'utf8');
    files = namedBlocks(readme);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const [name, text] of files) await writeFile(join(folder, name), text);
  });

  it('is a schema and thirty lines at most', () => {
    expect([...files.keys()]).toEqual(['chat.proto', 'chat.js']);
    expect(files.get('chat.js')!.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
  });

  it('runs as it stands there', async () => {
    const command = /^npx framewright (generate .*)$/m.exec(readme)?.[1];
    await run(process.execPath, [cli, ...command!.split(' ')], { cwd: folder });
    const { stdout, stderr } = await run(process.execPath, ['chat.js'], { cwd: folder });
    expect(stdout).toBe('welcome, bob\nencoded once, however many listen\n');
    expect(stderr).toBe('');
  });

  it('shows the figures of the recorded runs', () => {
    expect(readme, 'run node dist/bench/figures.js --write').toBe(withFigures(readme));
  });

  it('names only links that exist', async () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target]) => target!);
    for (const target of links.filter((link) => !/^https?:/.test(link))) {
      await expect(readFile(join(root, target)), target).resolves.toBeDefined();
    }
  });
});

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { run } from '../src/cli/main.js';

// Inside the package, so that `framewright` resolves as it does for its users.
const folder = join(import.meta.dirname, '.generated', 'readme');
const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');

/** The README's blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((block) => block[1] === language)
    .map((block) => block[2] ?? '');
}

beforeEach(() => mkdirSync(folder, { recursive: true }));
afterEach(() => rmSync(folder, { recursive: true }));

test('the two peers of the README are generated, run, and say what they should', async () => {
  const proto = blocks('proto').find((block) => block.includes('service Chat'));
  const program = blocks('js').find((block) => block.includes('createNode'));
  const generate = blocks('sh').find((block) => block.includes('framewright generate'));
  writeFileSync(join(folder, 'chat.proto'), proto ?? '');
  writeFileSync(join(folder, 'chat.js'), program ?? '');

  // The command as it stands there, started in the folder.
  const words = generate?.trim().split(/\s+/).slice(2) ?? [];
  const argv = words.map((word, index) =>
    words[index - 1] === '--out' || word.endsWith('.proto') ? join(folder, word) : word,
  );
  const output: string[] = [];
  const print = (text: string): void => void output.push(text);
  expect(await run([...argv, '--proto-path', folder], { line: print, error: print })).toBe(0);

  const log = vi.spyOn(console, 'log').mockImplementation(print);
  await import(pathToFileURL(join(folder, 'chat.js')).href);
  log.mockRestore();
  expect(output.slice(-2)).toEqual(['welcome, bob', 'encoded once, however many listen']);
});

test('no example is longer than it claims', () => {
  for (const block of blocks('js')) expect(block.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
});

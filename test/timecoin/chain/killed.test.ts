import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ClassicLevel } from 'classic-level';
import { describe, expect, it } from 'vitest';
import { DATABASE_ENCODING } from '../../../src/timecoin/chain/database.js';
import { randomNumbers } from '../spending-blocks.js';
import { verifyStore } from '../verify-store.js';

// The writer runs from the build.
const writer = join(import.meta.dirname, 'killed-writer.js');

/** Runs the writer and kills it once it has said so many lines. Returns them. */
async function writeAndKill(folder: string, seed: number, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, folder, String(seed)]);
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) child.kill('SIGKILL');
  }
  const [, signal] = await ended;
  expect([signal, errors]).toEqual(['SIGKILL', []]);
  return said;
}

describe('a store whose process is killed while it writes', () => {
  it('holds whole blocks alone, and all that the process knew of, fifteen times', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'killed-'));
    const random = randomNumbers(4711);
    const outcomes = new Set<string>();
    try {
      for (let round = 1; round <= 15; round++) {
        const said = await writeAndKill(folder, round, 2 + random(60));
        for (const line of said) outcomes.add(line.split(' ')[0] ?? '');
        const database = new ClassicLevel<string, Uint8Array>(folder, DATABASE_ENCODING);
        const blocks = await verifyStore(database);
        await database.close();
        // What it said it had is there, or more: no change makes a chain shorter.
        expect(blocks.length).toBeGreaterThanOrEqual(Number(said.at(-1)?.split(' ')[1]));
      }
      expect([...outcomes].toSorted()).toEqual(['appended', 'open', 'reorganized', 'side']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

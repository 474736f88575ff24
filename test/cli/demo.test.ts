import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// The demonstration forks processes, so it runs from the build, as users run it.
const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
beforeAll(async () => {
  expect(existsSync(main), 'npm run build comes first').toBe(true);
  folder = await mkdtemp(join(tmpdir(), 'demo-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(...args: string[]): {
  child: ChildProcess;
  ended: Promise<Ended>;
  line: (text: string) => Promise<void>;
} {
  // Temporary folders of its own, to see that nothing is left in them.
  const child = spawn(process.execPath, [main, 'demo', ...args], { env: { ...process.env, TMPDIR: folder } });
  let stdout = '';
  let stderr = '';
  const waiting: { text: string; resolve: () => void }[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const each of waiting) if (stdout.includes(each.text)) each.resolve();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  const line = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ text, resolve });
      if (stdout.includes(text)) resolve();
      void ended.then(() => {
        reject(new Error(`ended without ${JSON.stringify(text)}:\n${stdout}\n${stderr}`));
      });
    });
  return { child, ended, line };
}

describe('framewright demo', () => {
  it.each(['tcp', 'ws'])(
    'brings three processes to the same tip over %s',
    { timeout: 120_000 },
    async (transport) => {
      const { ended } = start('--once', '--blocks', '35', '--interval', '50', '--transport', transport);
      const { code, stdout, stderr } = await ended;
      expect(stderr).toBe('');
      const lines = stdout.trimEnd().split('\n');
      const result = JSON.parse(lines.at(-1) ?? '') as {
        tip: string;
        seconds: number;
        nodes: { tip: string; peers: number; messagesIn: number; bytesOut: number }[];
      };
      expect(result).toMatchObject({ agree: true, height: 35, transport });
      expect(result.tip).toMatch(/^[0-9a-f]{64}$/);
      expect(result.seconds).toBeGreaterThan(0);
      expect(result.nodes.map(({ tip }) => tip)).toEqual([result.tip, result.tip, result.tip]);
      for (const { peers, messagesIn, bytesOut } of result.nodes) {
        expect(peers).toBe(2);
        expect(Math.min(messagesIn, bytesOut)).toBeGreaterThan(0);
      }
      // Each hears of the other, and either may dial first.
      expect(stdout).toMatch(/node(3 connected to node1|1 connected to node3), whose address a peer told it/);
      expect(code).toBe(0);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('fails with the reason when the deadline passes', { timeout: 60_000 }, async () => {
    const { code, stdout, stderr } = await start('--once', '--blocks', '1000', '--deadline', '1').ended;
    expect(code).toBe(1);
    expect(stderr).toBe('framewright demo: no agreement at height 1000 after 1 s\n');
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ agree: false });
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends in order on a signal, with a summary', { timeout: 60_000 }, async () => {
    const { child, ended, line } = start('--interval', '100');
    await line('block 33');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/node3.*\n(All three hold block \d+|No agreement: node1 at \d+).* s\.\n$/);
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends when nobody reads its output any more', { timeout: 60_000 }, async () => {
    const { child, ended, line } = start('--interval', '50');
    await line('node1 listens');
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 1, stderr: '' });
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual([]), {
      timeout: 30_000,
      interval: 100,
    });
  });

  it('takes its nodes with it when it is killed', { timeout: 60_000 }, async () => {
    const { child, ended, line } = start();
    await line('node3 connected to node1');
    child.kill('SIGKILL');
    await ended;
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual([]), {
      timeout: 30_000,
      interval: 100,
    });
  });

  it.each([
    [['--blocks', '30'], '--blocks'],
    [['--blocks', 'many'], '--blocks'],
    [['--interval', '0'], '--interval'],
    [['--transport', 'udp'], 'tcp, ws'],
    [['--nonsense'], '--nonsense'],
    [['extra'], 'arguments'],
  ])('refuses %j in one line', async (args, hint) => {
    const { code, stdout, stderr } = await start(...args).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^framewright: [^\n]+\n$/);
    expect(stderr).toContain(hint);
  });

  it('explains itself', async () => {
    const { code, stdout } = await start('--help').ended;
    expect(code).toBe(0);
    for (const option of ['--once', '--blocks', '--interval', '--transport', '--deadline'])
      expect(stdout).toContain(option);
  });
});

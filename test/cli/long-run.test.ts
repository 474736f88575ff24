import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PeerReport, StatusReport } from '../../src/cli/control/api.js';
import { createTimeNode, type TimeNode } from '../../src/timecoin/index.js';
import { sampleTransaction } from '../timecoin/samples.js';
import { framewright, type NodeProcess, startNode } from './node-process.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const MIB = 1024 * 1024;
const NETWORK = 'long-run';

const isLong = process.env['FRAMEWRIGHT_LONG'] === '1';

let folder: string;
let producer: TimeNode;
const processes: NodeProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fw-'));
});
afterEach(async () => {
  await producer.stop();
  for (const { child } of processes.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A node in a process of its own, in a folder of its own. */
async function start(
  name: string,
  peers: readonly string[],
): Promise<{ node: NodeProcess; address: string }> {
  const dataDir = join(folder, name);
  const args = ['--network', NETWORK, '--listen', '127.0.0.1:0', '--data-dir', dataDir];
  const node = startNode(folder, ...args, '--peers', peers.join(','), '--log-format', 'json');
  processes.push(node);
  const { listening } = await node.event('node started');
  return { node, address: String(listening) };
}

async function asked<T>(name: string, command: string): Promise<T> {
  const { code, stdout, stderr } = await framewright(
    folder,
    command,
    '--json',
    '--data-dir',
    join(folder, name),
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as T;
}

/** Three processes and, in this one, the producer, each connected to each; then watched for so long. */
async function watch(durationMs: number, blockMs: number): Promise<void> {
  producer = await createTimeNode({
    network: NETWORK,
    listen: ['tcp://127.0.0.1:0'],
    produce: { intervalMs: blockMs },
  });
  const names = ['alice', 'bob', 'carol'];
  const addresses = [...producer.node.addresses];
  for (const name of names) addresses.push((await start(name, addresses)).address);
  await expect
    .poll(() => statusOf(names), { timeout: 15 * SECOND })
    .toSatisfy((all: StatusReport[]) => all.every(({ peers }) => peers.total === 3));
  const startedAt = performance.now();
  const connected = await connectionsOf(names);

  const early = durationMs / 3;
  let sent = 0;
  let earlyMemory: number[] | undefined;
  for (;;) {
    const passed = performance.now() - startedAt;
    if (passed >= durationMs) break;
    if (passed >= early) earlyMemory ??= (await statusOf(names)).map(({ memoryBytes }) => memoryBytes);
    await producer.submit(sampleTransaction(sent++));
    await new Promise((resolve) => setTimeout(resolve, SECOND));
  }

  // The same connections as at the start, each with an answer to each ping.
  expect(await connectionsOf(names)).toEqual(connected);
  const minutes = durationMs / MINUTE;
  for (const name of names) {
    const { peers } = await asked<{ peers: PeerReport[] }>(name, 'peers');
    for (const { connectedMs, pingsSent, pongsMatched, pongsUnmatched, violations } of peers) {
      expect(connectedMs).toBeGreaterThanOrEqual(durationMs);
      expect({ pongsUnmatched, violations }).toEqual({ pongsUnmatched: 0, violations: 0 });
      expect(pingsSent - pongsMatched).toBeLessThanOrEqual(1);
      // Every 30 s at most; one is left out where something else was answered.
      expect(pongsMatched).toBeGreaterThanOrEqual(Math.floor(minutes / 3));
    }
  }
  const height = producer.chain.height;
  expect(height).toBeGreaterThanOrEqual(Math.floor(durationMs / blockMs) - 1);
  await expect
    .poll(() => statusOf(names), { timeout: 10 * SECOND })
    .toSatisfy((all: StatusReport[]) => all.every((each) => each.height >= height));
  const late = (await statusOf(names)).map(({ memoryBytes }) => memoryBytes);
  const grown = late.map((bytes, index) => (bytes - (earlyMemory?.[index] ?? 0)) / MIB);
  expect(Math.max(...grown)).toBeLessThan(40);

  for (const { child } of processes) child.kill('SIGTERM');
  const lines: number[] = [];
  for (const { code, stderr, stdout } of await Promise.all(processes.map(({ ended }) => ended))) {
    expect(code).toBe(0);
    expect(stdout).toBe('');
    lines.push(stderr.trimEnd().split('\n').length);
    const warnings = stderr.split('\n').filter((line) => /"level":"?(warn|error|40|50)/.test(line));
    expect(warnings).toEqual([]);
    expect(stderr).not.toContain('Warning');
  }
  // What happens at the start and at the end; then a line in five minutes, and none for a block.
  expect(Math.max(...lines)).toBeLessThan(40 + minutes);
  const figures = { minutes, height, transactions: sent, growthMiB: grown.map(Math.round), lines };
  if (isLong) process.stdout.write(`${JSON.stringify(figures)}\n`);
}

function statusOf(names: readonly string[]): Promise<StatusReport[]> {
  return Promise.all(names.map((name) => asked<StatusReport>(name, 'status')));
}

/** Who is connected to whom from which end: a reconnect would change an address. */
async function connectionsOf(names: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const name of names) {
    const { peers } = await asked<{ peers: PeerReport[] }>(name, 'peers');
    all.push(...peers.map(({ id, address, direction }) => `${name} ${direction} ${id} ${address}`));
  }
  return all.toSorted();
}

describe('three processes and a producer', () => {
  test('for some seconds: no reconnect, the same chain, an orderly end', { timeout: 90 * SECOND }, () =>
    watch(15 * SECOND, 2 * SECOND),
  );

  test.skipIf(!isLong)(
    'for thirty minutes (not run unless FRAMEWRIGHT_LONG=1)',
    { timeout: 35 * MINUTE },
    () => watch(30 * MINUTE, 30 * SECOND),
  );
});

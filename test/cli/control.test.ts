import { createHash, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Transaction } from '../../generated/timecoin/types.js';
import { run } from '../../src/cli/main.js';
import type { StatusReport } from '../../src/cli/control/api.js';
import { createTimeNode, txid } from '../../src/timecoin/index.js';
import type { NodeProcess } from './node-process.js';
import { framewright, startNode } from './node-process.js';

let folder: string;
const nodes: NodeProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fw-'));
});
afterAll(async () => {
  for (const { child } of nodes) child.kill('SIGKILL');
  await Promise.all(nodes.map(({ ended }) => ended));
  await rm(folder, { recursive: true, force: true });
});

/** A node in a folder of its own network and working directory. */
async function start(
  network: string,
  ...args: string[]
): Promise<NodeProcess & { address: string; id: string }> {
  const node = startNode(folder, '--network', network, '--listen', '127.0.0.1:0', ...args);
  nodes.push(node);
  const { listening, id } = await node.event('node started');
  await node.event('control socket open');
  return { ...node, address: String(listening), id: String(id) };
}

/** Seeds of two node keys whose ids begin with the same four digits. */
function likeSeeds(): [string, string] {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const seen = new Map<string, string>();
  for (;;) {
    const seed = randomBytes(32);
    const key = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
    const start = createHash('sha256').update(spki).digest('hex').slice(0, 4);
    const other = seen.get(start);
    if (other !== undefined) return [seed.toString('hex'), other];
    seen.set(start, seed.toString('hex'));
  }
}

describe('a node that runs', () => {
  let hub: Awaited<ReturnType<typeof start>>;
  let spokes: Awaited<ReturnType<typeof start>>[];
  const ask = (...args: string[]) => framewright(folder, ...args, '--network', 'hub');

  beforeAll(async () => {
    hub = await start('hub');
    const seeds = likeSeeds();
    spokes = await Promise.all(
      seeds.map(async (seed, index) => {
        const dataDir = join(folder, `spoke${index}`);
        await mkdir(dataDir);
        await writeFile(join(dataDir, 'node.key'), `${seed}\n`);
        const spoke = await start(
          'hub',
          '--data-dir',
          dataDir,
          '--peers',
          hub.address,
          '--wanted-connections',
          '0',
        );
        await spoke.event('peer connected');
        return spoke;
      }),
    );
  });

  it('tells its status, for people and for programs', async () => {
    const { code, stdout, stderr } = await ask('status');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^id +${hub.id}$`, 'm'));
    expect(stdout).toMatch(/^network +hub$/m);
    expect(stdout).toMatch(/^height +0$/m);
    expect(stdout).toMatch(/^peers +2: 2 inbound, 0 outbound$/m);
    const status = JSON.parse((await ask('status', '--json')).stdout) as StatusReport;
    expect(status).toMatchObject({
      id: hub.id,
      network: 'hub',
      pid: hub.child.pid,
      addresses: [hub.address],
      height: 0,
      syncing: false,
      peers: { total: 2, inbound: 2, outbound: 0 },
      masternode: null,
      masternodes: { active: 0, known: 0 },
      mempool: { transactions: 0, bytes: 0 },
      bans: 0,
      dataDir: join(folder, 'framewright-data/hub'),
    });
    expect(status.tip).toMatch(/^[0-9a-f]{64}$/);
    expect(status.uptimeMs).toBeGreaterThan(0);
  });

  it('lists its peers; what a program gets is whole, what a person gets fits', async () => {
    const { stdout } = await ask('peers');
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^ID +ADDRESS +DIR +RTT +UP +IN +OUT +QUEUED +VIOLATIONS +AGENT$/);
    expect(rows.map((row) => row.split(/ +/)[0]).toSorted()).toEqual(
      spokes.map(({ id }) => id.slice(0, 12)).toSorted(),
    );
    const { peers } = JSON.parse((await ask('peers', '--json')).stdout) as {
      peers: Record<string, unknown>[];
    };
    expect(peers.map(({ id }) => id).toSorted()).toEqual(spokes.map(({ id }) => id).toSorted());
    for (const peer of peers) {
      expect(peer).toMatchObject({ direction: 'inbound', violations: 0, queuedBytes: 0 });
      expect(Number(peer['bytesIn'])).toBeGreaterThan(0);
    }
  });

  it('fits a table into a narrow terminal, and says what it left out', async () => {
    const lines: string[] = [];
    const args = ['peers', '--network', 'hub', '--data-dir', join(folder, 'framewright-data/hub')];
    expect(await run(args, { line: (text) => void lines.push(text), error: () => {}, columns: 50 })).toBe(0);
    const table = lines.join('\n').split('\n');
    expect(table[0]).toMatch(/^ID +ADDRESS/);
    expect(Math.max(...table.slice(0, -1).map((line) => line.length))).toBeLessThanOrEqual(50);
    expect(table.at(-1)).toMatch(/^\(too narrow for .*AGENT; --json has all\)$/);
  });

  it('shows a hostile user agent as harmless text', async () => {
    const evil = await createTimeNode({
      network: 'hub',
      peers: [hub.address],
      wantedConnections: 0,
      userAgent: 'a\x1b[2J\x1b]0;owned\x07\nFAKE ROW\u202e',
    });
    try {
      await evil.node.connected(hub.id);
      const { stdout } = await ask('peers');
      // eslint-disable-next-line no-control-regex -- what must not be there
      expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/);
      expect(stdout).not.toMatch(/^FAKE/m);
      expect(stdout).toContain('a\\x1b[2J');
    } finally {
      await evil.stop();
    }
  });

  it.each<[string[], 1 | 2, RegExp]>([
    [['disconnect', 'PREFIX'], 1, /begins with .{4} may be any of .*: give more of it/],
    [['disconnect', 'ABSENT'], 1, /not connected to .*; see framewright peers/],
    [['disconnect', 'abc'], 2, /at least 4 digits/],
    [['disconnect'], 2, /missing required argument/],
    [['ban', 'PREFIX'], 1, /may be any of/],
    [['ban', 'peer.example:24000'], 2, /IP address/],
    [['ban', '203.0.113.7', '--for', 'a while'], 2, /such as 90s/],
    [['unban', '203.0.113.9'], 1, /203\.0\.113\.9 is not banned; see framewright bans/],
    [['connect', '127.0.0.1:1'], 1, /nobody listens there; the node goes on dialling/],
    [['connect', 'tcp://:7'], 2, /host is missing/],
    [['connect', 'HUB'], 1, /this node itself/],
    [['status', 'surplus'], 2, /too many arguments/],
    [['submit', 'no-such-file'], 1, /no-such-file: there is no such file, and it is no hexadecimal/],
    [['submit', 'ffff'], 1, /it is no transaction/],
    [['stop', '--timeout', 'ever'], 2, /--timeout takes a time/],
    [['status', '--data-dir', 'none'], 2, /no control socket/],
  ])('%j fails with code %i in one line', async (words, expected, text) => {
    const names: Record<string, string> = {
      PREFIX: spokes[0]!.id.slice(0, 4),
      ABSENT: 'f'.repeat(64),
      HUB: hub.address,
    };
    const { code, stdout, stderr } = await ask(...words.map((word) => names[word] ?? word));
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(/^framewright: [^\n]+\n$/);
    expect(stderr).toMatch(text);
  });

  it('bans a peer, lists the ban, and lets it in again', async () => {
    const [victim] = spokes;
    const ban = await ask(
      'ban',
      victim!.id.slice(0, 12),
      '--for',
      '1h30m',
      '--reason',
      'stale blocks',
      '--json',
    );
    expect(JSON.parse(ban.stdout)).toMatchObject({
      offender: victim!.id,
      forMs: 5_400_000,
      disconnected: [victim!.id],
    });
    expect(await victim!.event('peer disconnected')).toMatchObject({
      code: 'BANNED',
      reason: 'banned (stale blocks)',
      by: 'remote',
    });
    expect((await ask('bans')).stdout).toMatch(
      new RegExp(`^BANNED +LEFT.*\n${victim!.id} +1h.* +stale blocks`),
    );
    const { bans } = JSON.parse((await ask('bans', '--json')).stdout) as {
      bans: { offender: string; forMs: number }[];
    };
    expect(bans).toMatchObject([{ offender: victim!.id }]);
    expect(bans[0]?.forMs).toBeLessThanOrEqual(5_400_000);
    expect((await ask('unban', victim!.id.slice(0, 12))).stdout).toBe(`${victim!.id} is no longer banned\n`);
    expect((await ask('bans')).stdout).toBe('nobody is banned\n');
  });

  it('bans a host for good', async () => {
    expect((await ask('ban', '203.0.113.7:24000', '--for', 'ever')).stdout).toBe(
      'banned 203.0.113.7 for good; it was not connected\n',
    );
    expect(JSON.parse((await ask('bans', '--json')).stdout)).toEqual({
      bans: [{ offender: '203.0.113.7', violations: 0, forMs: null, reason: 'manual' }],
    });
    expect((await ask('connect', '203.0.113.7')).stderr).toContain(
      'tcp://203.0.113.7:24200 is banned for good',
    );
    expect((await ask('unban', '203.0.113.7')).code).toBe(0);
  });

  it('connects and disconnects', async () => {
    const other = await start('hub', '--data-dir', join(folder, 'other'), '--wanted-connections', '0');
    const { code, stdout } = await ask('connect', other.address);
    expect([code, stdout]).toEqual([0, `connected to ${other.id} at ${other.address}\n`]);
    expect((await ask('disconnect', other.address)).stdout).toBe(
      `disconnected ${other.id} at ${other.address}\n`,
    );
    expect(await other.event('peer disconnected')).toMatchObject({ code: 'NORMAL', by: 'remote' });
  });

  it('takes a transaction in each of its forms, and says why it takes none', async () => {
    const transaction = Transaction.create({
      version: 1,
      outputs: [{ value: 5n, scriptPubkey: new TextEncoder().encode('TIME1abc') }],
    });
    const bytes = Transaction.encode(transaction);
    const id = Buffer.from(txid(transaction)).toString('hex');
    const file = join(folder, 'transaction');
    await writeFile(file, bytes);
    const { code, stdout, stderr } = await ask('submit', file);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^${id} is pending, and was sent to [12] peers?\n$`));
    const again = await ask('submit', Buffer.from(bytes).toString('hex'), '--json');
    expect(JSON.parse(again.stdout)).toEqual({ txid: id, isNew: false, peers: expect.any(Number) as number });
    await writeFile(file, JSON.stringify(Transaction.toJson({ ...transaction, outputs: [] })));
    const refused = await ask('submit', file);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toBe('framewright: the node refuses it, NO_OUTPUTS: it pays nothing to anyone\n');
    const status = JSON.parse((await ask('status', '--json')).stdout) as StatusReport;
    expect(status.mempool.transactions).toBe(1);
  });

  it('is alone in its data directory, and its socket for its user alone', async () => {
    const { mode } = await stat(join(folder, 'framewright-data/hub/control.sock'));
    expect(mode & 0o777).toBe(0o600);
    const { code, stderr } = await framewright(folder, 'node', '--network', 'hub', '--listen', 'none');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^framewright: another node answers at framewright-data\/hub\/control\.sock: [^\n]+\n$/,
    );
    expect((await ask('status')).code).toBe(0);
  });

  it('stops when told to, and is gone then', async () => {
    const { code, stdout, stderr } = await ask('stop');
    expect([code, stdout, stderr]).toEqual([0, `process ${hub.child.pid} has ended\n`, '']);
    expect((await hub.ended).code).toBe(0);
    expect(await readdir(join(folder, 'framewright-data/hub'))).not.toContain('control.sock');
    const after = await ask('status');
    expect(after.code).toBe(1);
    expect(after.stderr).toMatch(
      /^framewright: no node answers at framewright-data\/hub\/control\.sock: is it running\?/,
    );
  });
});

describe('the control socket', () => {
  it('takes the place of one that a killed node left behind', async () => {
    const first = await start('killed');
    first.child.kill('SIGKILL');
    await first.ended;
    expect(existsSync(join(folder, 'framewright-data/killed/control.sock'))).toBe(true);
    expect((await framewright(folder, 'status', '--network', 'killed')).stderr).toContain('no node answers');
    await start('killed');
    expect((await framewright(folder, 'status', '--network', 'killed')).code).toBe(0);
    expect((await framewright(folder, 'stop', '--network', 'killed')).code).toBe(0);
  });

  it('is where the setting says, also for a node that keeps nothing', async () => {
    const socket = join(folder, 'elsewhere.sock');
    const node = await start('mem', '--data-dir', 'none', '--control-socket', socket);
    const { stdout } = await framewright(folder, 'status', '--json', '--control-socket', socket);
    expect(JSON.parse(stdout)).toMatchObject({ id: node.id, dataDir: null });
    node.child.kill('SIGTERM');
    expect((await node.ended).code).toBe(0);
    expect(existsSync(socket)).toBe(false);
  });

  it('tells of a node that hangs, and stops it once it goes on', async () => {
    const node = await start('hanging');
    node.child.kill('SIGSTOP');
    const { code, stderr } = await framewright(folder, 'stop', '--network', 'hanging', '--timeout', '1s');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^framewright: the node at .*control\.sock does not answer for 1 s: it hangs/);
    node.child.kill('SIGCONT');
    await framewright(folder, 'stop', '--network', 'hanging');
    expect((await node.ended).code).toBe(0);
  });

  it.each<[string, (name: string) => Promise<string>, 1 | 2, RegExp]>([
    [
      'a path too long',
      (name) => Promise.resolve(join(folder, 'x'.repeat(120), name)),
      2,
      /has \d+ bytes, and .* at most 10\d/,
    ],
    [
      'a file that is no socket',
      async (name) => {
        const path = join(folder, name);
        await writeFile(path, 'mine');
        return path;
      },
      1,
      /is there already and no socket/,
    ],
    [
      'a folder under a file',
      async (name) => {
        await writeFile(join(folder, 'file'), '');
        return join(folder, 'file', name);
      },
      1,
      /control-socket: .*file/,
    ],
  ])('refuses %s in one line', async (_what, make, expected, text) => {
    const socket = await make('c.sock');
    const { code, stderr } = await framewright(
      folder,
      'node',
      '--network',
      'x',
      '--listen',
      'none',
      '--data-dir',
      'none',
      '--control-socket',
      socket,
    );
    expect(stderr).toMatch(/^framewright: [^\n]+\n$/);
    expect(stderr).toMatch(text);
    expect(code).toBe(expected);
  });
});

describe('a data directory that cannot be used', () => {
  it.each<[string, string, string | undefined]>([
    ['a node key that is none', 'node.key', 'zz'],
    ['a node key that is a folder', 'node.key', undefined],
    ['addresses that are a folder', 'addresses.json', undefined],
    ['blocks that are a file', 'blocks', 'x'],
  ])('with %s is told in one line that names the file', async (_what, file, text) => {
    const dataDir = await mkdtemp(join(folder, 'data-'));
    if (text === undefined) await mkdir(join(dataDir, file));
    else await writeFile(join(dataDir, file), text);
    const { code, stderr } = await framewright(
      folder,
      ...['node', '--network', 'x', '--listen', 'none', '--data-dir', dataDir, '--log-level', 'silent'],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^framewright: [^\n]+\n$/);
    expect(stderr).toContain(join(dataDir, file));
    expect(await readdir(dataDir)).not.toContain('control.sock');
  });
});

describe('help', () => {
  it.each(['status', 'peers', 'bans', 'ban', 'unban', 'connect', 'submit', 'disconnect', 'stop'])(
    'of %s has examples and fits a terminal',
    async (name) => {
      const lines: string[] = [];
      expect(await run([name, '--help'], { line: (text) => void lines.push(text), error: () => {} })).toBe(0);
      const help = lines.join('\n');
      expect(help).toContain(`framewright ${name}`);
      for (const option of ['--network', '--data-dir', '--control-socket', '--json'])
        expect(help).toContain(option);
      expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    },
  );
});

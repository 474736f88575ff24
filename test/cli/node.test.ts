import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommandError } from '../../src/cli/command.js';
import { run } from '../../src/cli/main.js';
import type { ProcessHost } from '../../src/cli/node.js';
import { command } from '../../src/cli/node.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewright-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** `framewright node` in a process of its own, as far as it can tell. */
function start(args: readonly string[], environment: Record<string, string> = {}) {
  const lines: string[] = [];
  const logged: Record<string, unknown>[] = [];
  const signals = new Set<(signal: string) => void>();
  const waiting: { event: string; resolve: (line: Record<string, unknown>) => void }[] = [];
  const host: ProcessHost = {
    environment,
    logStream: {
      write(line) {
        const entry = JSON.parse(line) as Record<string, unknown>;
        logged.push(entry);
        for (const each of waiting) if (each.event === entry['event']) each.resolve(entry);
      },
    },
    onSignal(listener) {
      signals.add(listener);
      return () => signals.delete(listener);
    },
    exit(code) {
      throw new Error(`exit ${code}`);
    },
  };
  const output = {
    line: (text: string) => void lines.push(text),
    error: (text: string) => void lines.push(text),
  };
  const ended = command(output, host).exitOverride().parseAsync(args, { from: 'user' });
  return {
    lines,
    logged,
    ended,
    signal: (name: string) => {
      for (const listener of [...signals]) listener(name);
    },
    hasListeners: () => signals.size > 0,
    /** The next line of this event, or one that was already there. */
    event: (event: string): Promise<Record<string, unknown>> => {
      const found = logged.find((line) => line['event'] === event);
      if (found !== undefined) return Promise.resolve(found);
      return new Promise((resolve) => waiting.push({ event, resolve }));
    },
  };
}

async function printedConfig(args: readonly string[], environment: Record<string, string> = {}) {
  const { lines, ended } = start([...args, '--print-config'], environment);
  await ended;
  return { text: lines.join('\n'), values: parse(lines.join('\n')) };
}

describe('settings of framewright node', () => {
  test('the defaults, by network', async () => {
    expect((await printedConfig([])).values).toEqual({
      network: 'mainnet',
      listen: ['tcp://0.0.0.0:24000'],
      peers: ['none'],
      transport: 'tcp',
      'data-dir': join('framewright-data', 'mainnet'),
      'control-socket': join('framewright-data', 'mainnet', 'control.sock'),
      'block-interval': 'none',
      masternode: 'none',
      'masternode-address': 'none',
      'reward-address': 'none',
      'max-connections': 50,
      'wanted-connections': 8,
      'gossip-fanout': 8,
      'gossip-announce-bytes': 4096,
      compress: 'on',
      'log-level': 'info',
      'log-format': 'auto',
    });
    const { values } = await printedConfig([
      '--network',
      'testnet',
      '--transport',
      'ws',
      '--data-dir',
      'none',
    ]);
    expect(values).toMatchObject({
      listen: ['ws://0.0.0.0:24100'],
      'data-dir': 'none',
      'control-socket': 'none',
    });
  });

  test('flags before the environment before the file, each said with its origin', async () => {
    const file = join(folder, 'node.toml');
    await writeFile(
      file,
      'network = "filenet"\nmax-connections = 7\npeers = ["192.0.2.1", "ws://192.0.2.2:80/x"]\n',
    );
    const environment = {
      FRAMEWRIGHT_MAX_CONNECTIONS: '8',
      FRAMEWRIGHT_LOG_LEVEL: 'debug',
      FRAMEWRIGHT_CONFIG: file,
    };
    const { text, values } = await printedConfig(['--log-level', 'warn', '--listen', 'none'], environment);
    expect(values).toMatchObject({
      network: 'filenet',
      listen: ['none'],
      peers: ['tcp://192.0.2.1:24200', 'ws://192.0.2.2:80/x'],
      'max-connections': 8,
      'log-level': 'warn',
    });
    expect(text).toMatch(/^network = "filenet" +# file$/m);
    expect(text).toMatch(/^max-connections = 8 +# environment$/m);
    expect(text).toMatch(/^log-level = "warn" +# flag$/m);
    expect(text).toMatch(/^transport = "tcp" +# default$/m);
  });

  test('what is printed is a file that gives the same', async () => {
    const args = ['--network', 'mine', '--peers', '192.0.2.1:5,[2001:db8::1]:6', '--listen', 'none'];
    const { text, values } = await printedConfig(args);
    const file = join(folder, 'printed.toml');
    await writeFile(file, text);
    expect((await printedConfig(['--config', file])).values).toEqual(values);
  });

  test.each<[string, string, string]>([
    [
      'an unknown setting',
      'max_conections = 5',
      'unknown setting "max_conections"; did you mean max-connections?',
    ],
    ['a wrong type', 'max-connections = "5"', 'max-connections must be a whole number from 1 to 10000'],
    ['no TOML', 'network = mainnet', 'node.toml:1:'],
    ['a bad address', 'peers = ["::1"]', 'peers: "::1": write IPv6 in brackets'],
  ])('a file with %s is wrong usage, told in one line', async (_what, text, expected) => {
    const file = join(folder, 'node.toml');
    await writeFile(file, `${text}\n`);
    const error: unknown = await start(['--config', file]).ended.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CommandError);
    expect((error as CommandError).exitCode).toBe(2);
    expect((error as CommandError).message).toContain(expected);
    expect((error as CommandError).message).not.toContain('\n');
  });

  test.each([
    [['node', '--max-connections', '0'], '--max-connections must be a whole number from 1 to 10000'],
    [['node', '--log-level', 'loud'], '--log-level must be one of debug, info, warn, error, silent'],
    [['node', '--config', '/nowhere/node.toml'], 'cannot read /nowhere/node.toml'],
    [['node', '--lisen', 'x'], '--listen'],
    [['node', 'surplus'], 'too many arguments'],
    [['node', '--masternode', '--reward-address', 'TIME1'], 'a value is missing'],
    [['status', '--data-dir', '--json'], 'a value is missing'],
    [['node', '--network', '../..'], 'network: there is no folder named "../.."; choose one with --data-dir'],
    [['node', '--network', '..'], 'network: there is no folder named ".."'],
    [['node', '--block-interval', '10'], 'block-interval must be 1s to 7d, such as 10m, or none; not "10"'],
    [['node', '--block-interval', '8d'], 'block-interval must be 1s to 7d, such as 10m, or none; not "8d"'],
    [['node', '--masternode', 'platinum'], '--masternode must be one of none, free, bronze, silver, gold'],
    [['node', '--masternode', 'free'], 'reward-address must be 1 to 128 printable ASCII characters'],
    [
      ['node', '--masternode', 'free', '--reward-address', 'TIME1'],
      'masternode-address must be given, such as 203.0.113.7:24000: others cannot dial tcp://0.0.0.0:24000',
    ],
    [
      ['node', '--masternode', 'free', '--reward-address', 'TIME1', '--listen', 'none'],
      'masternode-address must be given, such as 203.0.113.7:24000: the node does not listen',
    ],
    [
      ['node', '--masternode', 'free', '--reward-address', 'TIME1', '--masternode-address', 'example.org'],
      'masternode-address must be an ip:port that others can dial, not example.org',
    ],
    [
      ['node', '--masternode', 'free', '--reward-address', 'TIME1', '--masternode-address', '::1'],
      'masternode-address: "::1": write IPv6 in brackets',
    ],
  ])('%j is wrong usage', async (argv, expected) => {
    const errors: string[] = [];
    expect(await run(argv, { line: () => {}, error: (text) => void errors.push(text) })).toBe(2);
    expect(errors.join('\n')).toContain(expected);
    expect(errors).toHaveLength(1);
  });

  test('the help names every setting, in lines that fit a terminal', async () => {
    const lines: string[] = [];
    expect(await run(['node', '--help'], { line: (text) => void lines.push(text), error: () => {} })).toBe(0);
    const help = lines.join('\n');
    for (const name of [
      'network',
      'listen',
      'peers',
      'transport',
      'data-dir',
      'max-connections',
      'log-level',
      'config',
    ]) {
      expect(help).toContain(`--${name}`);
    }
    expect(help).toContain('FRAMEWRIGHT_MAX_CONNECTIONS');
    expect(help).toContain('Ctrl-C');
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('running framewright node', () => {
  const own = ['--network', 'cli-test', '--listen', '127.0.0.1:0', '--data-dir', 'none'];

  test('two nodes find each other, and each ends in order at a signal', async () => {
    const first = start(own);
    const { listening } = await first.event('node started');
    const second = start([...own, '--peers', String(listening)]);
    await second.event('peer connected');
    await first.event('peer connected');
    second.signal('SIGTERM');
    await second.ended;
    expect(second.logged.at(-1)).toMatchObject({ event: 'node stopped' });
    expect(second.hasListeners()).toBe(false);
    expect(await first.event('peer disconnected')).toMatchObject({ code: 'CLOSING', by: 'remote' });
    first.signal('SIGINT');
    await first.ended;
    expect(first.lines).toEqual([]);
  });

  test('a signal while it starts ends it too; a second one ends the process at once', async () => {
    const node = start(own);
    await new Promise((resolve) => setImmediate(resolve));
    while (!node.hasListeners()) await new Promise((resolve) => setImmediate(resolve));
    node.signal('SIGINT');
    expect(() => node.signal('SIGINT')).toThrow('exit 1');
    await node.ended;
    expect(node.logged.at(-1)).toMatchObject({ event: 'node stopped' });
  });

  test('an address in use fails with code 1', async () => {
    const first = start(own);
    const { listening } = await first.event('node started');
    const error: unknown = await start([...own, '--listen', String(listening)]).ended.catch(
      (thrown: unknown) => thrown,
    );
    expect((error as CommandError).exitCode).toBe(1);
    expect((error as CommandError).message).toContain(`cannot listen on ${String(listening)}`);
    first.signal('SIGINT');
    await first.ended;
  });

  test('a masternode has the same key after a restart, kept for its user alone', async () => {
    const folderArgs = ['--data-dir', folder, '--network', 'mine', '--listen', '127.0.0.1:0'];
    const keys: unknown[] = [];
    for (let time = 0; time < 2; time++) {
      const node = start([...folderArgs, '--masternode', 'silver', '--reward-address', 'TIME1']);
      const { address, tier, publicKey } = await node.event('masternode');
      expect([address, tier]).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/), 'silver']);
      keys.push(publicKey);
      node.signal('SIGTERM');
      await node.ended;
    }
    expect(keys[0]).toBe(keys[1]);
    const { mode } = await stat(join(folder, 'masternode.key'));
    expect(mode & 0o777).toBe(0o600);
  });

  test('what it learned is kept in its folder, for its user alone', async () => {
    const args = [...own.slice(0, 4), '--data-dir', folder];
    const ids: unknown[] = [];
    for (let time = 0; time < 2; time++) {
      const node = start(args);
      ids.push((await node.event('node started'))['id']);
      node.signal('SIGINT');
      await node.ended;
    }
    expect(ids[0]).toBe(ids[1]);
    expect(await readdir(folder)).toContain('node.key');
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemRuntime } from '../../src/platform/system.js';
import { tcp } from '../../src/transport/tcp.js';
import type { Listener } from '../../src/transport/transport.js';

describe('listening on a unix socket', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'framewright-'));
    path = join(folder, 'node.sock');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const listen = (): Promise<Listener> =>
    tcp.listen(`unix:${path}`, {
      runtime: systemRuntime,
      onTransport: (transport) => transport.destroy(),
      onError: () => {},
    });

  test('replaces the file that a crash left behind', async () => {
    const crash = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    expect(() => execFileSync(process.execPath, ['-e', crash, path])).toThrow('SIGKILL');
    expect(existsSync(path)).toBe(true);
    const listener = await listen();
    await listener.close();
  });

  test('is refused where somebody listens, who goes on', async () => {
    const first = await listen();
    await expect(listen()).rejects.toThrow(`cannot listen on unix:${path}: someone listens there already`);
    const transport = await tcp.dial(`unix:${path}`, { runtime: systemRuntime, timeoutMs: 1_000 });
    transport.destroy();
    await first.close();
  });

  test('leaves any other file alone', async () => {
    await writeFile(path, 'precious');
    await expect(listen()).rejects.toThrow('someone listens there already');
    expect(await readFile(path, 'utf8')).toBe('precious');
  });
});

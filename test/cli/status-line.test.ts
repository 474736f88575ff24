import { describe, expect, it } from 'vitest';
import type { StatusReport } from '../../src/cli/control/api.js';
import { StatusLine } from '../../src/cli/status-line.js';
import { silentLog, type LogFields } from '../../src/platform/log.js';
import { virtualRuntime } from '../../src/testing/index.js';

describe('the status line', () => {
  it('comes every five minutes, with what holds then, until it is stopped', async () => {
    const { clock } = virtualRuntime(1);
    const lines: { at: number; event: string; fields: LogFields | undefined }[] = [];
    const log = {
      ...silentLog,
      info: (event: string, fields?: LogFields) =>
        void lines.push({ at: clock.now() - start, event, fields }),
    };
    const start = clock.now();
    let height = 7;
    const line = new StatusLine(clock, log, () => ({ ...report, height: height++ }));
    line.start();
    await clock.advance(299_999);
    expect(lines).toEqual([]);
    await clock.advance(3_600_000);
    expect(lines.map(({ at }) => at / 60_000)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]);
    expect(lines[1]).toMatchObject({
      event: 'status',
      fields: {
        height: 8,
        masternodes: '2/3',
        peers: 9,
        inbound: 4,
        syncing: true,
        bestPeerHeight: 20,
        pendingTransactions: 3,
        bans: 1,
        memoryMiB: 64,
      },
    });
    line.stop();
    await clock.advance(3_600_000);
    expect(lines).toHaveLength(12);
  });
});

const report: StatusReport = {
  id: 'a'.repeat(64),
  network: 'n',
  version: '1',
  pid: 1,
  uptimeMs: 1,
  addresses: [],
  height: 0,
  tip: 'b'.repeat(64),
  tipTime: 0,
  syncing: true,
  bestPeerHeight: 20,
  peers: { total: 9, inbound: 4, outbound: 5 },
  masternode: null,
  masternodes: { active: 2, known: 3 },
  mempool: { transactions: 3, bytes: 1000 },
  gossip: {
    accepted: 0,
    refused: 0,
    duplicates: 0,
    duplicateBytes: 0,
    announced: 0,
    served: 0,
    fetched: 0,
    unanswered: 0,
    savedBytes: 0,
  },
  bans: 1,
  knownAddresses: 5,
  storage: { damaged: 0, repaired: 0, rebuilt: undefined },
  dataDir: null,
  memoryBytes: 64 * 1024 * 1024,
};

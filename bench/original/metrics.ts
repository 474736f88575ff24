import type { Metric } from './table.js';

/** The original's table, line by line. */
export const METRICS = {
  throughput: metric(
    'Throughput, one peer',
    'messages/s',
    500,
    550,
    true,
    '64 B, as fast as one peer takes them, 16 per tick',
  ),
  broadcast: metric(
    'Broadcast (50 peers)',
    'ms',
    50,
    1,
    false,
    '64 B, out of idleness, until the last of 50 has it',
  ),
  network: metric('CPU (network)', '%', 22, 16, false, '600 sends/s (12 broadcasts/s × 50 peers), no log'),
  logging: metric('CPU (logging)', '%', 6, 1, false, 'the same with its log, less what it takes without'),
  lines: metric(
    'Log lines/s',
    'lines/s',
    3000,
    300,
    false,
    'the same: at the level the original ran with, and framewright’s default',
  ),
  memory: metric(
    'Memory',
    'MB',
    150,
    140,
    false,
    'resident, the process under test alone with 50 peers, after that load',
  ),
  ping: metric('Ping latency', 'ms', 15, 12, false, 'a request and its answer, p50'),
  heartbeat: metric(
    'Heartbeat broadcast (100 peers)',
    'ms',
    150,
    5,
    false,
    '64 B, out of idleness, until the last of 100 has it',
  ),
  heartbeatCpu: metric('CPU during heartbeats (100 peers)', '%', 45, 30, false, '100 of them a second'),
  propagation: metric(
    'Block propagation',
    'ms',
    500,
    50,
    false,
    'block 357238, 168 kB, until the last of 10 nodes has appended it',
  ),
  sync: {
    name: 'Block sync',
    unit: 'blocks/s',
    published: undefined,
    moreIsBetter: true,
    how: 'blocks of 100 kB from one peer; the original publishes no figure of it',
  },
} as const;

export type MetricKey = keyof typeof METRICS;

function metric(
  name: string,
  unit: string,
  before: number,
  after: number,
  moreIsBetter: boolean,
  how: string,
): Metric {
  return { name, unit, published: { before, after }, moreIsBetter, how };
}

import type { Command } from 'commander';
import type { Output } from './command.js';
import type { PeerReport } from './control/api.js';
import { clientOf, controlCommand, print } from './control/control-command.js';
import type { Column } from './table.js';
import { tableText } from './table.js';
import { formatDuration } from '../platform/duration.js';
import { formatBytes } from './quantities.js';

/** `framewright peers` */
export function command(output: Output): Command {
  const command = controlCommand({
    name: 'peers',
    description: 'List the open connections of the running node.',
    examples: [
      ['peers', 'a table, as wide as the terminal allows'],
      ['peers --json', 'whole ids and every figure, for a program'],
    ],
  });
  return command.action(async () => {
    const client = await clientOf(command);
    const answer = await client.get<{ peers: readonly PeerReport[] }>('/peers');
    print(command, output, answer, ({ peers }) =>
      peers.length === 0
        ? 'no peers; framewright connect ADDRESS dials one'
        : tableText(peers, columns, output.columns, '; --json has all'),
    );
  });
}

const columns: readonly Column<PeerReport>[] = [
  { head: 'ID', value: ({ id }) => id.slice(0, 12) },
  { head: 'ADDRESS', value: ({ address }) => address },
  { head: 'DIR', value: ({ direction }) => (direction === 'inbound' ? 'in' : 'out'), drop: 2 },
  {
    head: 'RTT',
    value: ({ rttMs }) => (rttMs === null ? '-' : `${rttMs.toFixed(1)}ms`),
    align: 'right',
    drop: 1,
  },
  { head: 'UP', value: ({ connectedMs }) => compact(formatDuration(connectedMs)), align: 'right', drop: 3 },
  { head: 'IN', value: ({ bytesIn }) => compact(formatBytes(bytesIn)), align: 'right', drop: 4 },
  { head: 'OUT', value: ({ bytesOut }) => compact(formatBytes(bytesOut)), align: 'right', drop: 4 },
  { head: 'QUEUED', value: ({ queuedBytes }) => compact(formatBytes(queuedBytes)), align: 'right', drop: 5 },
  { head: 'VIOLATIONS', value: ({ violations }) => String(violations), align: 'right', drop: 6 },
  // Last, as it may hold spaces: programs that split at them get the others right.
  { head: 'AGENT', value: ({ agent }) => shortened(agent), drop: 7 },
];

const LONGEST_AGENT = 40;

function shortened(agent: string): string {
  return agent.length > LONGEST_AGENT ? `${agent.slice(0, LONGEST_AGENT - 1)}…` : agent || '-';
}

/** Without spaces, so that a table's columns can be told apart by them. */
function compact(quantity: string): string {
  return quantity.replaceAll(' ', '');
}

import type { Command } from 'commander';
import type { Output } from './command.js';
import type { BanReport } from './control/api.js';
import { clientOf, controlCommand, print } from './control/control-command.js';
import type { Column } from './table.js';
import { tableText } from './table.js';
import { formatDuration } from '../platform/duration.js';

/** `framewright bans` */
export function command(output: Output): Command {
  const command = controlCommand({
    name: 'bans',
    description: 'List who is banned, by the node or by hand, and for how long yet.',
    examples: [
      ['bans', 'a table'],
      ['bans --json', 'for a program; forMs null is for good'],
    ],
  });
  return command.action(async () => {
    const client = await clientOf(command);
    const answer = await client.get<{ bans: readonly BanReport[] }>('/bans');
    print(command, output, answer, ({ bans }) =>
      bans.length === 0 ? 'nobody is banned' : tableText(bans, columns, output.columns, '; --json has all'),
    );
  });
}

const columns: readonly Column<BanReport>[] = [
  { head: 'BANNED', value: ({ offender }) => offender },
  {
    head: 'LEFT',
    value: ({ forMs }) => (forMs === null ? 'ever' : formatDuration(forMs).replaceAll(' ', '')),
  },
  { head: 'VIOLATIONS', value: ({ violations }) => String(violations), align: 'right', drop: 1 },
  { head: 'REASON', value: ({ reason }) => reason, drop: 2 },
];

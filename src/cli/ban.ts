import type { Command } from 'commander';
import type { Output } from './command.js';
import { CommandError } from './command.js';
import type { BanAnswer } from './control/api.js';
import { clientOf, controlCommand, print } from './control/control-command.js';
import { formatDuration } from '../platform/duration.js';
import { parseDuration } from './quantities.js';

const DEFAULT_FOR = '1h';

/** `framewright ban` */
export function command(output: Output): Command {
  const command = controlCommand({
    name: 'ban',
    description:
      'Ban a peer by its id, or a host by its IP: its connections are closed, and new ones refused. A ban by id holds ' +
      'wherever the peer connects from, one by IP for all nodes there.',
    examples: [
      ['ban 3f9a2c --for 30m', 'the connected peer whose id begins so'],
      ['ban 203.0.113.7 --for ever', 'whoever connects from this host'],
      ['ban 203.0.113.7:24000 --reason "stale blocks"', 'the host of this address, for an hour'],
    ],
  });
  return command
    .argument('<PEER>', 'an id or the beginning of one, an address (host:port), or an IP')
    .option('--for <TIME>', 'such as 90s, 5m, 1h, 7d or ever', DEFAULT_FOR)
    .option('--reason <TEXT>', 'told to the peer and the log')
    .action(async (who: string) => {
      const given = command.getOptionValue('for') as string;
      const forMs = parseDuration(given);
      if (forMs === undefined) {
        throw new CommandError(
          2,
          `--for takes a time such as 90s, 5m, 1h, 7d or ever, not ${JSON.stringify(given)}`,
        );
      }
      const reason = command.getOptionValue('reason') as string | undefined;
      const client = await clientOf(command);
      const answer = await client.post<BanAnswer>('/ban', {
        who,
        forMs: Number.isFinite(forMs) ? forMs : null,
        ...(reason === undefined ? {} : { reason }),
      });
      print(command, output, answer, banText);
    });
}

function banText({ offender, forMs, disconnected }: BanAnswer): string {
  const time = forMs === null ? 'for good' : `for ${formatDuration(forMs)}`;
  const closed =
    disconnected.length === 0
      ? 'it was not connected'
      : `closed ${disconnected.length} connection${disconnected.length === 1 ? '' : 's'}`;
  return `banned ${offender} ${time}; ${closed}`;
}

import type { Command } from 'commander';
import type { Output } from './command.js';
import type { UnbanAnswer } from './control/api.js';
import { clientOf, controlCommand, print } from './control/control-command.js';

/** `framewright unban` */
export function command(output: Output): Command {
  const command = controlCommand({
    name: 'unban',
    description: 'Lift a ban and forget the violations behind it.',
    examples: [
      ['unban 203.0.113.7', 'a host'],
      ['unban 3f9a2c', 'the banned id that begins so'],
    ],
  });
  return command
    .argument('<PEER>', 'as framewright bans lists it: an id or the beginning of one, or an IP')
    .action(async (who: string) => {
      const client = await clientOf(command);
      const answer = await client.post<UnbanAnswer>('/unban', { who });
      print(command, output, answer, ({ offenders }) =>
        offenders.map((offender) => `${offender} is no longer banned`).join('\n'),
      );
    });
}

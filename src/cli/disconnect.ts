import type { Command } from 'commander';
import type { Output } from './command.js';
import type { DisconnectAnswer } from './control/api.js';
import { clientOf, controlCommand, print } from './control/control-command.js';

/** `framewright disconnect` */
export function command(output: Output): Command {
  const command = controlCommand({
    name: 'disconnect',
    description:
      'Close the connection to a peer and do not dial it for a day, or until framewright connect. It may still dial: ' +
      'framewright ban keeps it away.',
    examples: [
      ['disconnect 3f9a2c', 'the peer whose id begins so'],
      ['disconnect 203.0.113.7:24000', 'the peer at this address'],
    ],
  });
  return command
    .argument('<PEER>', 'an id or the beginning of one, an address (host:port), or an IP')
    .action(async (who: string) => {
      const client = await clientOf(command);
      const answer = await client.post<DisconnectAnswer>('/disconnect', { who });
      print(command, output, answer, ({ peer, address }) => `disconnected ${peer} at ${address}`);
    });
}

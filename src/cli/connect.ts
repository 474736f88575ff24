import type { Command } from 'commander';
import type { Output } from './command.js';
import { CommandError } from './command.js';
import type { ConnectAnswer } from './control/api.js';
import { clientOf, controlCommand, print } from './control/control-command.js';

/** `framewright connect` */
export function command(output: Output): Command {
  const command = controlCommand({
    name: 'connect',
    description: 'Dial an address now, and keep a connection to it until the node ends.',
    examples: [
      ['connect 203.0.113.7', "on the network's port"],
      ['connect ws://[2001:db8::7]:8080', 'over WebSocket'],
    ],
  });
  return command
    .argument('<ADDRESS>', 'host, host:port, tcp://host:port or ws://host:port')
    .action(async (address: string) => {
      const client = await clientOf(command);
      const answer = await client.post<ConnectAnswer>('/connect', { address });
      if (answer.state === 'connected') {
        print(command, output, answer, ({ peer }) => `connected to ${peer} at ${answer.address}`);
        return;
      }
      if (command.getOptionValue('json') === true) output.line(JSON.stringify(answer));
      const why = answer.reason ?? 'no answer yet';
      throw new CommandError(1, `not connected to ${answer.address}: ${why}; the node goes on dialling it`);
    });
}

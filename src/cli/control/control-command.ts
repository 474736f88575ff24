import { Command } from 'commander';
import { systemRuntime } from '../../platform/system.js';
import { CommandError, optionValue } from '../command.js';
import type { Output } from '../command.js';
import type { Environment } from '../node-config.js';
import { flagsOf, readConfig } from '../node-config.js';
import { NODE_SETTINGS } from '../node-settings.js';
import { ControlClient } from './client.js';

/** How a node is found: as the node itself was told. */
const SETTINGS = ['network', 'data-dir', 'control-socket'] as const;

const FINDING = `
The node is found by the same flags, FRAMEWRIGHT_* variables and config file as
framewright node: where it runs with none, none are needed here either.`;

export interface About {
  readonly name: string;
  readonly description: string;
  /** Command lines, each with what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
}

/** A command that asks a running node; the caller adds arguments and `action`. */
export function controlCommand({ name, description, examples }: About): Command {
  const command = new Command(name).description(description);
  for (const setting of SETTINGS) {
    const { placeholder, help, defaultText, default: value } = NODE_SETTINGS[setting];
    command.option(
      `--${setting} <${placeholder}>`,
      `of the node: ${help} (default: ${defaultText ?? value})`,
      optionValue,
    );
  }
  const lines = examples.map(([line, what]) => `  framewright ${line}\n      ${what}`);
  return command
    .option('--config <FILE>', 'the TOML file that the node was started with')
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', `${FINDING}\n\nExamples:\n${lines.join('\n')}`);
}

/** The client of the node that a command's options name. Throws CommandError. */
export async function clientOf(
  command: Command,
  answerMs?: number,
  environment: Environment = process.env,
): Promise<ControlClient> {
  const { config } = await readConfig(flagsOf(command), environment);
  const socket = config['control-socket'];
  if (socket === undefined) {
    throw new CommandError(
      2,
      "the settings name no control socket: name the node's own with --control-socket; a node that was started with " +
        '--control-socket none has none, and only a signal (Ctrl-C, SIGTERM) reaches it',
    );
  }
  return new ControlClient(socket, systemRuntime.clock, answerMs);
}

/** Prints what a node answered: as JSON where that was asked for, else for people. */
export function print<T extends object>(
  command: Command,
  output: Output,
  answer: T,
  forPeople: (answer: T) => string,
): void {
  output.line(command.getOptionValue('json') === true ? JSON.stringify(answer) : forPeople(answer));
}

import type { Command } from 'commander';
import { systemRuntime } from '../platform/system.js';
import type { Output } from './command.js';
import { CommandError } from './command.js';
import type { StopAnswer } from './control/api.js';
import { clientOf, controlCommand, print } from './control/control-command.js';
import { parseDuration } from './quantities.js';

const DEFAULT_TIMEOUT = '60s';
const PROGRESS_MS = 5_000;

/** `framewright stop` */
export function command(output: Output): Command {
  const command = controlCommand({
    name: 'stop',
    description: 'End the running node in order, and wait until it has ended.',
    examples: [
      ['stop', 'the node of mainnet that was started in this folder'],
      ['stop --timeout 5m', 'wait longer'],
    ],
  });
  return command
    .option('--timeout <TIME>', 'how long to wait, such as 90s or 5m', DEFAULT_TIMEOUT)
    .action(() => stop(command, output));
}

async function stop(command: Command, output: Output): Promise<void> {
  const { clock } = systemRuntime;
  const timeout = command.getOptionValue('timeout') as string;
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === undefined || timeoutMs === Infinity) {
    throw new CommandError(2, `--timeout takes a time such as 90s or 5m, not ${JSON.stringify(timeout)}`);
  }
  const startedAt = clock.now();
  const client = await clientOf(command, timeoutMs);
  const { value, ended } = await client.send<StopAnswer>('POST', '/stop', {});
  const { pid } = value;
  const seconds = (): number => Math.round((clock.now() - startedAt) / 1000);
  const isQuiet = command.getOptionValue('json') === true;
  let progress = clock.schedule(PROGRESS_MS, function tell() {
    if (!isQuiet) output.error(`process ${pid} is still stopping after ${seconds()} s`);
    progress = clock.schedule(PROGRESS_MS, tell);
  });
  let giveUp = (): void => {};
  const timer = clock.schedule(Math.max(0, timeoutMs - (clock.now() - startedAt)), () => giveUp());
  const isGone = await Promise.race([
    ended.then(() => true),
    new Promise<boolean>((resolve) => (giveUp = () => resolve(false))),
  ]);
  timer.cancel();
  progress.cancel();
  if (!isGone) {
    throw new CommandError(
      1,
      `process ${pid} was told to stop and has not after ${timeout}: wait for it, or end it with kill -9 ${pid} ` +
        '(what it has stored survives that)',
    );
  }
  print(command, output, { pid, stopped: true }, () => `process ${pid} has ended`);
}

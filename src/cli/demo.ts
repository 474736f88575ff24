import { Command, InvalidArgumentError, Option } from 'commander';
import { systemRuntime } from '../platform/system.js';
import { CommandError, type Output } from './command.js';
import { DemoNetwork } from './demo/network.js';
import { BACKLOG_BLOCKS } from './demo/transactions.js';
import { liveView, plainView, table } from './demo/view.js';

interface DemoOptions {
  readonly transport: 'tcp' | 'ws';
  readonly once: boolean;
  readonly blocks?: number | undefined;
  readonly interval?: number | undefined;
  readonly deadline?: number | undefined;
}

/** The last line of `--once`. */
interface DemoResult {
  readonly agree: boolean;
  readonly height: number;
  readonly tip: string;
  readonly seconds: number;
  readonly transport: string;
  /** Why the nodes do not agree; absent if they do. */
  readonly reason?: string;
  readonly nodes: readonly object[];
}

const DEFAULT_BLOCKS = 50;
const INTERVAL_MS = 2_000;
const INTERVAL_ONCE_MS = 200;

// For processes to start, connections and the back-log, on a slow machine.
const SETUP_SECONDS = 30;

const EXPLANATION = `
Three processes on this machine, each a whole node. node1 holds ${BACKLOG_BLOCKS} blocks of real Bitcoin transactions and goes on
making blocks. node2 is told of node1 alone, node3 of node2 alone: they find each other by asking for peers, fetch what
they lack, and follow by announcements. Everything stays on the loopback interface and in temporary folders.

Examples:
  framewright demo                          a live table; Ctrl-C ends it with a summary
  framewright demo --transport ws           the same over WebSocket
  framewright demo --once --blocks 40       exit code 0 once all three hold block 40 and the same tip

With --once the last line on standard output is one JSON object: agree, height, tip, seconds and what each node did.`;

/** `framewright demo` */
export function command(output: Output): Command {
  return new Command('demo')
    .description('Watch three nodes of the TIME network find each other, catch up, and stay in agreement.')
    .addOption(
      new Option('--transport <NAME>', 'what carries the frames').choices(['tcp', 'ws']).default('tcp'),
    )
    .option('--once', 'stop at a height, and exit with 0 if all three nodes agree', false)
    .option(
      '--blocks <HEIGHT>',
      `the last height to make blocks for (default: ${DEFAULT_BLOCKS} with --once, else no end)`,
      wholeNumber(BACKLOG_BLOCKS + 1, 1_000_000),
    )
    .option(
      '--interval <MS>',
      `milliseconds between blocks (default: ${INTERVAL_MS}, with --once ${INTERVAL_ONCE_MS})`,
      wholeNumber(1, 3_600_000),
    )
    .option(
      '--deadline <SECONDS>',
      `give up on --once after this long (default: ${SETUP_SECONDS} and twice the time the blocks take)`,
      wholeNumber(1, 86_400),
    )
    .addHelpText('after', EXPLANATION)
    .action((options: DemoOptions) => run(options, output));
}

async function run(options: DemoOptions, output: Output): Promise<void> {
  const { transport, once } = options;
  const { clock } = systemRuntime;
  const intervalMs = options.interval ?? (once ? INTERVAL_ONCE_MS : INTERVAL_MS);
  const untilHeight = options.blocks ?? (once ? DEFAULT_BLOCKS : undefined);
  const startedAt = clock.now();

  let end: (reason: string | undefined) => void = () => undefined;
  // Undefined for the end that was wished for, else why it failed.
  const ended = new Promise<string | undefined>((resolve) => (end = resolve));
  const network = new DemoNetwork({ transport, intervalMs, untilHeight });
  const title = `Three nodes over ${transport}, a block every ${intervalMs} ms. Ctrl-C ends.`;
  const view = process.stdout.isTTY
    ? liveView(process.stdout, title, network.nodes)
    : plainView((text) => {
        output.line(text);
      });
  const ignoreSignals = onSignals(network, () => {
    view.line('stopping; Ctrl-C again ends at once');
    end(once ? 'interrupted' : undefined);
  });
  const blocksSeconds = (intervalMs * ((untilHeight ?? 0) - BACKLOG_BLOCKS)) / 1000;
  const deadline = options.deadline ?? Math.ceil(SETUP_SECONDS + 2 * blocksSeconds);
  const timer = clock.schedule(once ? deadline * 1000 : Infinity, () => {
    end(`no agreement at height ${untilHeight ?? 0} after ${deadline} s`);
  });
  try {
    await network.start({
      onLine: (text) => {
        view.line(text);
      },
      onAgreement: (height) => {
        if (once && untilHeight !== undefined && height >= untilHeight) end(undefined);
      },
      onFailure: end,
    });
    const reason = await ended;
    const seconds = Number(((clock.now() - startedAt) / 1000).toFixed(2));
    // While the connections are still there.
    await network.refresh();
    view.end();
    await network.stop();
    const result = resultOf(network, reason, seconds, transport);
    // On a terminal the table is gone by now.
    if (!once || process.stdout.isTTY) output.line(summary(network, result, output.columns));
    if (once) output.line(JSON.stringify(result));
    if (reason !== undefined) throw new CommandError(1, `framewright demo: ${reason}`, { isBare: true });
  } finally {
    timer.cancel();
    ignoreSignals();
    await network.stop();
  }
}

/** The first signal asks for an orderly end, the second one ends the processes at once. Returns what stops listening. */
function onSignals(network: DemoNetwork, onFirst: () => void): () => void {
  let count = 0;
  const listener = (): void => {
    if (++count === 1) {
      onFirst();
      return;
    }
    network.kill();
    process.exit(1);
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return () => {
    process.off('SIGINT', listener).off('SIGTERM', listener);
  };
}

function resultOf(
  network: DemoNetwork,
  reason: string | undefined,
  seconds: number,
  transport: string,
): DemoResult {
  const [first] = network.nodes;
  const agreement = network.agreement();
  return {
    agree: agreement !== undefined && reason === undefined,
    height: agreement?.height ?? first?.height ?? 0,
    tip: agreement?.tip ?? first?.tip ?? '',
    seconds,
    transport,
    ...(reason === undefined ? {} : { reason }),
    nodes: network.nodes.map(({ name, report }) => ({ name, ...report })),
  };
}

function summary(
  { nodes }: DemoNetwork,
  { height, tip, agree, seconds }: DemoResult,
  width: number | undefined,
): string {
  if (nodes.some((node) => node.report === undefined)) return 'Ended before all three nodes had started.';
  const heights = nodes.map((node) => `${node.name} at ${node.height}`).join(', ');
  const state = agree ? `All three hold block ${height} (${tip.slice(0, 12)}…)` : `No agreement: ${heights}`;
  return `${table(nodes, width)}\n${state} after ${seconds} s.`;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

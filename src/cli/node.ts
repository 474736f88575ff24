import { Command } from 'commander';
import type { LogStream } from '../observe/log.js';
import { createLog } from '../observe/log.js';
import { reasonOf } from '../platform/reason.js';
import { systemRuntime } from '../platform/system.js';
import type { MasternodeOptions, TimeNode, TimeNodeOptions } from '../timecoin/index.js';
import { createTimeNode, StoreError } from '../timecoin/index.js';
import type { Output } from './command.js';
import { CommandError, optionValue } from './command.js';
import { controlRoutes } from './control/routes.js';
import type { ControlServer } from './control/server.js';
import { openControlServer } from './control/server.js';
import type { SignalHost } from './ending.js';
import { Ending } from './ending.js';
import type { Environment, NodeConfig } from './node-config.js';
import { blockIntervalMs, configText, flagsOf, readConfig } from './node-config.js';
import { masternodeOptions } from './node-masternode.js';
import { NODE_SETTINGS } from './node-settings.js';
import { StatusLine } from './status-line.js';
import type { NodeProcess } from './status-report.js';
import { statusReport } from './status-report.js';

/** What a long-running command needs of its process. */
export interface ProcessHost extends SignalHost {
  readonly environment: Environment;
  /** Where the log goes. */
  readonly logStream: LogStream;
}

const EXAMPLES = `
Every setting can also stand in the file that --config names (TOML, such as
max-connections = 50) and in the environment (FRAMEWRIGHT_MAX_CONNECTIONS=50).
A flag wins over the environment, the environment over the file.

Examples:
  framewright node
      follow mainnet and accept peers on port 24000
  framewright node --network testnet --peers 203.0.113.7,203.0.113.8:24105
      follow testnet, with two peers to begin with
  framewright node --network mine --listen 127.0.0.1:0 --data-dir none
      try it out: a network of your own, nothing kept, any free port
  framewright node --masternode free --reward-address ME --listen 203.0.113.9
      be a masternode; its key is made at the first start and kept in data-dir
  framewright node --network mine --block-interval 10s
      make blocks on a network of your own, one every ten seconds
  framewright node --config node.toml --print-config
      show what would be used, and where each setting comes from

Ctrl-C, SIGTERM and framewright stop end it in order: peers are told, what is
queued is sent, known addresses are saved. A second Ctrl-C ends it at once.
framewright status, peers, bans and others ask and steer a node while it runs.`;

export function command(output: Output, host: ProcessHost = processHost): Command {
  const command = new Command('node')
    .description(
      'Run a node of the TIME network: keep connections to peers, follow the chain, and serve both to others.',
    )
    .option('--config <FILE>', 'read settings from a TOML file')
    .option('--print-config', 'print every setting and where it comes from, as TOML, and exit');
  for (const [name, setting] of Object.entries(NODE_SETTINGS)) {
    const shown = setting.defaultText ?? String(setting.default);
    command.option(`--${name} <${setting.placeholder}>`, `${setting.help} (default: ${shown})`, optionValue);
  }
  return command.addHelpText('after', EXAMPLES).action(async () => {
    const { config, origins } = await readConfig(flagsOf(command), host.environment);
    const masternode = masternodeOptions(config);
    if (command.getOptionValue('printConfig') === true) output.line(configText(config, origins));
    else await serve(config, masternode, host);
  });
}

const processHost: ProcessHost = {
  environment: process.env,
  logStream: process.stderr,
  onSignal(listener) {
    process.on('SIGINT', listener).on('SIGTERM', listener);
    return () => process.off('SIGINT', listener).off('SIGTERM', listener);
  },
  exit: (code) => process.exit(code),
};

/** Runs until it is asked to end; a failure rejects. */
async function serve(
  config: NodeConfig,
  masternode: MasternodeOptions | undefined,
  host: ProcessHost,
): Promise<void> {
  const { clock } = systemRuntime;
  const format = config['log-format'];
  const log = createLog({
    level: config['log-level'],
    format: format === 'auto' ? undefined : format,
    stream: host.logStream,
  });
  const ending = new Ending(clock, log, host);
  const about: NodeProcess = { clock, startedAt: clock.now(), dataDir: config['data-dir'] };
  let node: TimeNode | undefined;
  let control: ControlServer | undefined;
  const socket = config['control-socket'];
  try {
    if (socket !== undefined) {
      const routes = controlRoutes({
        ...about,
        log,
        node: () =>
          ending.isAsked ? 'the node is stopping' : (node ?? 'the node is starting; try again soon'),
        stop: () => ending.ask({ by: 'control socket' }),
      });
      control = await openControlServer(socket, routes, log);
    }
    const timeNode = await createTimeNode({
      ...nodeOptions(config),
      masternode,
      log,
      onFailure: (error) => ending.fail(error),
    });
    node = timeNode;
    ending.started();
    if (socket !== undefined) log.info('control socket open', { socket });
    const statusLine = new StatusLine(clock, log, () => statusReport(timeNode, about));
    statusLine.start();
    const failure = await ending.asked;
    statusLine.stop();
    await timeNode.stop();
    if (failure !== undefined) throw failedBy(failure, config);
  } catch (error) {
    throw failedBy(error, config);
  } finally {
    await control?.close();
    ending.close();
  }
}

/** What the start or run of a node failed by, with the place of what it stores. */
function failedBy(cause: unknown, config: NodeConfig): CommandError {
  if (cause instanceof CommandError) return cause;
  const folder = config['data-dir'];
  const reason = reasonOf(cause);
  const isPlaceTold = folder === undefined || reason.includes(folder);
  const place = cause instanceof StoreError && !isPlaceTold ? `${folder}: ` : '';
  return new CommandError(1, `${place}${reason}`, { cause });
}

function nodeOptions(config: NodeConfig): TimeNodeOptions {
  const intervalMs = blockIntervalMs(config);
  return {
    produce: intervalMs === undefined ? undefined : { intervalMs },
    network: config.network,
    listen: config.listen ?? [],
    peers: config.peers,
    dataDir: config['data-dir'],
    maxConnections: config['max-connections'],
    wantedConnections: config['wanted-connections'],
    gossip: { fanout: config['gossip-fanout'], announceBytes: config['gossip-announce-bytes'] },
    compress: config.compress === 'on',
  };
}

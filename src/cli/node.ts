import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { parse, stringify, TomlError } from 'smol-toml';
import type { ConfigOf, ConfigOrigin } from '../node/config.js';
import { resolveConfig, variableOf } from '../node/config.js';
import { ConfigError } from '../node/setting.js';
import type { LogStream } from '../observe/log.js';
import { createLog } from '../observe/log.js';
import type { Log } from '../platform/log.js';
import type { Timer } from '../platform/clock.js';
import { systemRuntime } from '../platform/system.js';
import type { TimeNode, TimeNodeOptions } from '../timecoin/index.js';
import { createTimeNode, networkNamed } from '../timecoin/index.js';
import { formatAddress, parseAddress } from '../transport/address.js';
import { TransportError } from '../transport/errors.js';
import type { Output } from './command.js';
import { CommandError } from './command.js';
import { NODE_SETTINGS } from './node-settings.js';

type NodeConfig = ConfigOf<typeof NODE_SETTINGS>;
interface ResolvedConfig {
  readonly config: NodeConfig;
  readonly origins: Readonly<Record<keyof NodeConfig, ConfigOrigin>>;
}
type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** How often the log says where the node stands. */
const STATUS_MS = 60_000;

/** What a long-running command needs of its process. */
export interface ProcessHost {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Calls back at every SIGINT and SIGTERM, with its name; returns the function that stops this. */
  readonly onSignal: (listener: (signal: string) => void) => () => void;
  /** Where the log goes. */
  readonly logStream: LogStream;
  /** Ends the process at once. */
  readonly exit: (code: number) => never;
}

/** What stands for nothing where an empty value would mean the default. */
const NONE = 'none';

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
  framewright node --config node.toml --print-config
      show what would be used, and where each setting comes from

Ctrl-C ends it in order: peers are told, what is queued is sent, known addresses
are saved. A second Ctrl-C ends it at once.`;

export function command(output: Output, host: ProcessHost = processHost): Command {
  const command = new Command('node')
    .description(
      'Run a node of the TIME network: keep connections to peers, follow the chain, and serve both to others.',
    )
    .option('--config <FILE>', 'read settings from a TOML file')
    .option('--print-config', 'print every setting and where it comes from, as TOML, and exit');
  for (const [name, setting] of Object.entries(NODE_SETTINGS)) {
    const shown = setting.defaultText ?? String(setting.default);
    command.option(`--${name} <${setting.placeholder}>`, `${setting.help} (default: ${shown})`);
  }
  return command.addHelpText('after', EXAMPLES).action(async () => {
    const { config, origins } = await readConfig(flagsOf(command), host.environment);
    if (command.getOptionValue('printConfig') === true) output.line(configText(config, origins));
    else await serve(config, host);
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

async function readConfig(flags: Flags, environment: ProcessHost['environment']): Promise<ResolvedConfig> {
  const path = flags['config'] ?? environment[variableOf('config')];
  try {
    const file = typeof path === 'string' && path !== '' ? await readConfigFile(path) : undefined;
    const { values, origins } = resolveConfig(NODE_SETTINGS, { flags, environment, file });
    return { config: withAddresses(values), origins };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CommandError(2, error.message, { cause: error });
  }
}

/** How long a start may go on after a signal. */
const START_PATIENCE_MS = 3000;

/** Runs until a signal; a failure rejects. */
async function serve(config: NodeConfig, host: ProcessHost): Promise<void> {
  const format = config['log-format'];
  const log = createLog({
    level: config['log-level'],
    format: format === 'auto' ? undefined : format,
    stream: host.logStream,
  });
  let end: (failure?: unknown) => void = () => {};
  const ended = new Promise<unknown>((resolve) => (end = resolve));
  let isStarted = false;
  let patience: Timer | undefined;
  let isStopping = false;
  const offSignal = host.onSignal((signal) => {
    if (isStopping) host.exit(1);
    isStopping = true;
    log.info('stopping', { signal, again: 'ends at once' });
    // A start may hang, on a dead disk say; then there is nothing to finish.
    if (!isStarted) patience = systemRuntime.clock.schedule(START_PATIENCE_MS, () => host.exit(1));
    end();
  });
  try {
    const node = await createTimeNode({ ...nodeOptions(config), log, onFailure: end });
    isStarted = true;
    patience?.cancel();
    const stopStatus = logStatus(log, node);
    const failure = await ended;
    stopStatus();
    await node.stop();
    if (failure !== undefined) throw failedBy(failure);
  } catch (error) {
    throw failedBy(error);
  } finally {
    patience?.cancel();
    offSignal();
  }
}

function failedBy(cause: unknown): CommandError {
  if (cause instanceof CommandError) return cause;
  return new CommandError(1, cause instanceof Error ? cause.message : String(cause), { cause });
}

function nodeOptions(config: NodeConfig): TimeNodeOptions {
  return {
    network: config.network,
    listen: config.listen ?? [],
    peers: config.peers,
    dataDir: config['data-dir'],
    maxConnections: config['max-connections'],
    wantedConnections: config['wanted-connections'],
  };
}

function logStatus(log: Log, node: TimeNode): () => void {
  const { clock } = systemRuntime;
  let timer = clock.schedule(STATUS_MS, report);
  function report(): void {
    const { peers, height, syncing, pendingTransactions } = node.status();
    log.info('status', { peers, height, syncing, pendingTransactions });
    timer = clock.schedule(STATUS_MS, report);
  }
  return () => timer.cancel();
}

/** Fills in what depends on the network, and gives every address its full form. */
function withAddresses(config: NodeConfig): NodeConfig {
  const { port } = networkNamed(config.network);
  const scheme = config.transport;
  const complete = (name: string, address: string): string => {
    try {
      return formatAddress(parseAddress(address, { scheme, port }));
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      throw new ConfigError(`${name}: ${error.message}`, { cause: error });
    }
  };
  const listen = config.listen ?? [`0.0.0.0:${port}`];
  const dataDir = config['data-dir'] ?? join('framewright-data', config.network);
  return {
    ...config,
    listen: isNone(listen) ? [] : listen.map((address) => complete('listen', address)),
    peers: isNone(config.peers) ? [] : config.peers.map((address) => complete('peers', address)),
    'data-dir': dataDir === NONE ? undefined : dataDir,
  };
}

function isNone(list: readonly string[]): boolean {
  return list.length === 1 && list[0] === NONE;
}

async function readConfigFile(path: string): Promise<{ path: string; values: Record<string, unknown> }> {
  try {
    return { path, values: parse(await readFile(path, 'utf8')) };
  } catch (cause) {
    if (cause instanceof TomlError) {
      const problem = cause.message.split('\n')[0] ?? 'no TOML';
      throw new ConfigError(`${path}:${cause.line}:${cause.column}: ${problem}`, { cause });
    }
    throw new ConfigError(`cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** The settings as a file that --config takes, each with its origin. */
function configText(config: NodeConfig, origins: ResolvedConfig['origins']): string {
  const names = Object.keys(NODE_SETTINGS) as (keyof NodeConfig)[];
  const lines = names.map((name) => {
    const value = config[name] ?? NONE;
    const shown = Array.isArray(value) && value.length === 0 ? [NONE] : value;
    return `${stringify({ [name]: shown }).trim()}  # ${origins[name]}`;
  });
  return lines.join('\n');
}

/** commander's camelCase keys as the names of the table. */
function flagsOf(command: Command): Flags {
  const flags: Record<string, string | boolean | undefined> = {};
  for (const option of command.options)
    flags[option.name()] = command.getOptionValue(option.attributeName()) as string;
  return flags;
}

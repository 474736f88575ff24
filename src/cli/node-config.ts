import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parse, stringify, TomlError } from 'smol-toml';
import type { ConfigOf, ConfigOrigin } from '../node/config.js';
import { resolveConfig, variableOf } from '../node/config.js';
import { ConfigError } from '../node/setting.js';
import { networkNamed } from '../timecoin/index.js';
import { formatAddress, parseAddress } from '../transport/address.js';
import { TransportError } from '../transport/errors.js';
import { CommandError } from './command.js';
import { fileProblem } from './file-problem.js';
import { NODE_SETTINGS } from './node-settings.js';
import { parseDuration } from './quantities.js';

export type NodeConfig = ConfigOf<typeof NODE_SETTINGS>;
export interface ResolvedConfig {
  readonly config: NodeConfig;
  readonly origins: Readonly<Record<keyof NodeConfig, ConfigOrigin>>;
}
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** What stands for nothing where an empty value would mean the default. */
const NONE = 'none';

const MAX_BLOCK_INTERVAL_MS = 7 * 24 * 60 * 60_000;

/** Reads the settings of `framewright node`, and gives every address its full form. Throws CommandError. */
export async function readConfig(flags: Flags, environment: Environment): Promise<ResolvedConfig> {
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
  blockIntervalMs(config);
  const listen = config.listen ?? [`0.0.0.0:${port}`];
  const dataDir = config['data-dir'] ?? defaultDataDir(config.network);
  return {
    ...config,
    listen: isNone(listen) ? [] : listen.map((address) => complete('listen', address)),
    peers: isNone(config.peers) ? [] : config.peers.map((address) => complete('peers', address)),
    'data-dir': dataDir === NONE ? undefined : dataDir,
    'control-socket': controlSocketOf(config['control-socket'], dataDir),
    'masternode-address': unlessNone(config['masternode-address']),
    'reward-address': unlessNone(config['reward-address']),
  };
}

/** How often the node is to make a block; undefined for never. Throws ConfigError. */
export function blockIntervalMs(config: NodeConfig): number | undefined {
  const text = config['block-interval'];
  if (text === NONE) return undefined;
  const interval = parseDuration(text);
  if (interval === undefined || interval > MAX_BLOCK_INTERVAL_MS) {
    throw new ConfigError(
      `block-interval must be 1s to 7d, such as 10m, or none; not ${JSON.stringify(text)}`,
    );
  }
  return interval;
}

function defaultDataDir(network: string): string {
  if (!/^[^/\\\0]+$/.test(network) || network === '.' || network === '..') {
    const name = JSON.stringify(network);
    throw new ConfigError(`network: there is no folder named ${name}; choose one with --data-dir`);
  }
  return join('framewright-data', network);
}

function controlSocketOf(given: string | undefined, dataDir: string): string | undefined {
  if (given !== undefined) return given === NONE ? undefined : given;
  return dataDir === NONE ? undefined : join(dataDir, 'control.sock');
}

/** What --print-config shows for nothing. */
function unlessNone(text: string | undefined): string | undefined {
  return text === NONE ? undefined : text;
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
    throw new ConfigError(`cannot read ${fileProblem(path, cause)}`, { cause });
  }
}

/** The settings as a file that --config takes, each with its origin. */
export function configText(config: NodeConfig, origins: ResolvedConfig['origins']): string {
  const names = Object.keys(NODE_SETTINGS) as (keyof NodeConfig)[];
  const lines = names.map((name) => {
    const value = config[name] ?? NONE;
    const shown = Array.isArray(value) && value.length === 0 ? [NONE] : value;
    return `${stringify({ [name]: shown }).trim()}  # ${origins[name]}`;
  });
  return lines.join('\n');
}

/** commander's camelCase keys as the names of the table. */
export function flagsOf(command: Command): Flags {
  const flags: Record<string, string | boolean | undefined> = {};
  for (const option of command.options)
    flags[option.name()] = command.getOptionValue(option.attributeName()) as string;
  return flags;
}

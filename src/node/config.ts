import { nearestName } from './nearest-name.js';
import type { Setting } from './setting.js';
import { ConfigError } from './setting.js';

export type SettingTable = Readonly<Record<string, Setting<unknown>>>;
export type ConfigOf<Table extends SettingTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer T> ? T : never;
};
/** Where a value came from, the strongest first. */
export type ConfigOrigin = 'flag' | 'environment' | 'file' | 'default';

export interface Config<Table extends SettingTable> {
  readonly values: ConfigOf<Table>;
  readonly origins: { readonly [Name in keyof Table]: ConfigOrigin };
}

export interface ConfigInput {
  /** By name; a switch without value is `true`. */
  readonly flags?: Readonly<Record<string, string | boolean | undefined>> | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  readonly file?: { readonly path: string; readonly values: Readonly<Record<string, unknown>> } | undefined;
}

const ENVIRONMENT_PREFIX = 'FRAMEWRIGHT_';
/** What else the environment may name: the file that --config gives. */
const OTHER_VARIABLES = ['config'];

/** `max-connections` is `FRAMEWRIGHT_MAX_CONNECTIONS`. */
export function variableOf(name: string): string {
  return ENVIRONMENT_PREFIX + name.toUpperCase().replaceAll('-', '_');
}

/** Flags before the environment before the file before the defaults. Throws ConfigError. */
export function resolveConfig<Table extends SettingTable>(table: Table, input: ConfigInput): Config<Table> {
  const { flags = {}, environment = {}, file } = input;
  for (const name of Object.keys(file?.values ?? {})) {
    if (Object.hasOwn(table, name)) continue;
    const nearest = nearestName(name, Object.keys(table));
    const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
    throw new ConfigError(`${file?.path ?? ''}: unknown setting ${JSON.stringify(name)}${hint}`);
  }
  checkVariables(Object.keys(environment), Object.keys(table));
  const values: Record<string, unknown> = {};
  const origins: Record<string, ConfigOrigin> = {};
  for (const [name, setting] of Object.entries(table)) {
    const variable = variableOf(name);
    const flag = flags[name];
    const text = environment[variable];
    const inFile = file?.values[name];
    if (flag !== undefined) {
      values[name] = at(`--${name}`, () =>
        typeof flag === 'string' ? setting.fromText(flag) : setting.fromValue(flag),
      );
      origins[name] = 'flag';
    } else if (text !== undefined && text !== '') {
      values[name] = at(variable, () => setting.fromText(text));
      origins[name] = 'environment';
    } else if (inFile !== undefined) {
      values[name] = at(`${file?.path ?? ''}: ${name}`, () => setting.fromValue(inFile));
      origins[name] = 'file';
    } else {
      values[name] = setting.default;
      origins[name] = 'default';
    }
  }
  // Every key of the table has been set, to what its own setting returned.
  return { values, origins } as unknown as Config<Table>;
}

/** Other tools may have variables of this prefix; one that is almost a setting is a typing error. */
function checkVariables(variables: readonly string[], settings: readonly string[]): void {
  const known = [...settings, ...OTHER_VARIABLES];
  const knownVariables = new Set(known.map(variableOf));
  for (const variable of variables) {
    if (!variable.startsWith(ENVIRONMENT_PREFIX) || knownVariables.has(variable)) continue;
    const near = nearestName(variable.slice(ENVIRONMENT_PREFIX.length), known);
    if (near === undefined) continue;
    throw new ConfigError(`${variable} is no setting; did you mean ${variableOf(near)}?`);
  }
}

function at<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`${place} ${error.message}`, { cause: error });
  }
}

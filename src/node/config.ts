/** One setting: the same name as a flag, in the environment, and in the file. */
export interface Setting<T> {
  readonly default: T;
  /** What stands for the value in the help, e.g. `COUNT`; empty for a switch. */
  readonly placeholder: string;
  readonly help: string;
  /** The default in words where the value itself says nothing. */
  readonly defaultText?: string | undefined;
  /** Reads a flag or variable; throws ConfigError without the name. */
  readonly fromText: (text: string) => T;
  /** Reads a value of the file. */
  readonly fromValue: (value: unknown) => T;
}

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

/** A setting that cannot be used; the text says which, where, and what is expected, in one line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const ENVIRONMENT_PREFIX = 'FRAMEWRIGHT_';

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

interface About<T> {
  readonly default: T;
  readonly placeholder: string;
  readonly help: string;
  readonly defaultText?: string;
}

export function textSetting<D extends string | undefined>(about: About<D>): Setting<string | D> {
  const read = (value: unknown): string =>
    typeof value === 'string' && value !== '' ? value : fail('a text');
  return { ...about, fromText: read, fromValue: read };
}

export function listSetting<D extends readonly string[] | undefined>(
  about: About<D>,
): Setting<readonly string[] | D> {
  return {
    ...about,
    fromText: (text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    fromValue: (value) =>
      Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? value
        : fail('a list of texts'),
  };
}

export function countSetting(
  about: About<number> & { readonly least: number; readonly most: number },
): Setting<number> {
  const { least, most } = about;
  const read = (value: unknown): number => {
    const isCount =
      typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
    return isCount ? value : fail(`a whole number from ${least} to ${most}`);
  };
  return { ...about, fromText: (text) => read(/^\d+$/.test(text) ? Number(text) : NaN), fromValue: read };
}

export function choiceSetting<const C extends string>(
  about: Omit<About<C>, 'placeholder'> & { readonly choices: readonly C[] },
): Setting<C> {
  const read = (value: unknown): C =>
    about.choices.find((choice) => choice === value) ?? fail(`one of ${about.choices.join(', ')}`);
  return { ...about, placeholder: about.choices.join('|'), fromText: read, fromValue: read };
}

export function switchSetting(about: Omit<About<boolean>, 'placeholder'>): Setting<boolean> {
  return {
    ...about,
    placeholder: '',
    fromText: (text) =>
      text === 'true' || text === '1'
        ? true
        : text === 'false' || text === '0'
          ? false
          : fail('true or false'),
    fromValue: (value) => (typeof value === 'boolean' ? value : fail('true or false')),
  };
}

/** The name that a typing error turned into `name`: at most three letters away, undefined if none is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const near = names
    .map((known) => ({ known, distance: distanceOf(name.toLowerCase().replaceAll('_', '-'), known) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= Math.min(3, near.known.length / 2) ? near.known : undefined;
}

function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const same = one[i] === other[j] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + same, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

function fail(expected: string): never {
  throw new ConfigError(`must be ${expected}`);
}

function at<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`${place} ${error.message}`, { cause: error });
  }
}

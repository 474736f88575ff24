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

/** A setting that cannot be used; the text says which, where, and what is expected, in one line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface About<T> {
  readonly default: T;
  readonly placeholder: string;
  readonly help: string;
  readonly defaultText?: string;
}

export function textSetting<D extends string | undefined>(about: About<D>): Setting<string | D> {
  const read = (value: unknown): string =>
    typeof value === 'string' && value !== '' ? value : fail('a text of one character or more');
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
  about: About<C> & { readonly choices: readonly C[] },
): Setting<C> {
  const read = (value: unknown): C =>
    about.choices.find((choice) => choice === value) ?? fail(`one of ${about.choices.join(', ')}`);
  return { ...about, fromText: read, fromValue: read };
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

function fail(expected: string): never {
  throw new ConfigError(`must be ${expected}`);
}

import { InvalidArgumentError } from 'commander';

/** Where a command writes: the process's streams, or strings in tests. Lines come without their end. */
export interface Output {
  readonly line: (text: string) => void;
  readonly error: (text: string) => void;
  /** How wide the terminal is; undefined where it is none. */
  readonly columns?: number | undefined;
}

/** A command that ends with another exit code than 0: 1 failed, 2 wrong usage. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: 1 | 2;
  /** Lines that begin with a file, as compilers write them, or with the command: nothing is put in front of them. */
  readonly isBare: boolean;

  constructor(exitCode: 1 | 2, message: string, options: ErrorOptions & { readonly isBare?: boolean } = {}) {
    super(message, options);
    this.exitCode = exitCode;
    this.isBare = options.isBare ?? false;
  }
}

/** What an option was given; `--tier --address X` gives the first no value, though commander takes the second for it. */
export function optionValue(text: string): string {
  if (text.startsWith('--'))
    throw new InvalidArgumentError('It is the next option: a value is missing before it.');
  return text;
}

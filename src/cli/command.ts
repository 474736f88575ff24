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

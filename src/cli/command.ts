/** Where a command writes: the process's streams, or strings in tests. Lines come without their end. */
export interface Output {
  readonly line: (text: string) => void;
  readonly error: (text: string) => void;
}

/** A command that ends with another exit code than 0: 1 failed, 2 wrong usage. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: 1 | 2;

  constructor(exitCode: 1 | 2, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

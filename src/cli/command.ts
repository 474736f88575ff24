/** Wrong use of the command line: one line that says what to do, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Where a command writes; the process's streams, or strings in tests. */
export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

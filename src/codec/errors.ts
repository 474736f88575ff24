/** A message that cannot be encoded; `path` names the field, e.g. `blocks[3].header.height`. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError';
  readonly code = 'ENCODE';
  readonly path: string;
  /** The message without the path. */
  readonly problem: string;

  constructor(path: string, problem: string) {
    super(path === '' ? problem : `${path}: ${problem}`);
    this.path = path;
    this.problem = problem;
  }
}

/** Bytes or JSON that are no message of the schema, or break one of its limits. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code = 'DECODE';
  readonly path: string;
  /** The message without the path. */
  readonly problem: string;

  constructor(path: string, problem: string) {
    super(path === '' ? problem : `${path}: ${problem}`);
    this.path = path;
    this.problem = problem;
  }
}

/** One thing wrong with a schema. `line` is 0 where a whole file is meant. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** A schema that cannot be compiled, with everything that is wrong with it, sorted by file and line. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly code = 'SCHEMA';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort(
      (a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.message, b.message),
    );
    super(sorted.map(describe).join('\n'));
    this.problems = sorted;
  }
}

/** Above these a hostile or hopeless file has said enough; repeated ones cost time as well. */
const maxProblems = 200;
const maxReports = 1000;

/** Collects what the passes over a schema find; a pass that depends on the earlier ones first calls `throwIfAny`. */
export class Problems {
  readonly #found = new Map<string, Problem>();
  #reports = 0;

  /** The same words for the same line count once: several passes may meet the same mistake. */
  add(file: string, line: number, message: string, hint: string): void {
    if (this.#found.size >= maxProblems || ++this.#reports > maxReports) throw this.#error();
    const problem = { file, line, message: printable(message), hint: printable(hint) };
    this.#found.set(describe(problem), problem);
  }

  throwIfAny(): void {
    if (this.#found.size > 0) throw this.#error();
  }

  #error(): SchemaError {
    return new SchemaError([...this.#found.values()]);
  }
}

function describe({ file, line, message, hint }: Problem): string {
  return `${file}${line > 0 ? `:${line}` : ''}: ${message}\n  hint: ${hint}`;
}

/** What a schema says must neither break the lines of a message nor steer a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const maxShown = 200;

/** One thing wrong with a schema. `line` is 0 where a whole file is meant. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** A schema that cannot be compiled, with everything that is wrong with it, sorted by file and line; the text shows the first 200. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly code = 'SCHEMA';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], isComplete = true) {
    const sorted = [...problems].sort(
      (a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.message, b.message),
    );
    const shown = sorted.slice(0, maxShown).map(describe);
    const more = sorted.length - shown.length;
    if (more > 0) shown.push(`${isComplete ? '' : 'at least '}${more} more problem${more === 1 ? '' : 's'}`);
    super(shown.join('\n'));
    this.problems = sorted;
  }
}

/** Above these a hostile or hopeless schema has said enough; repeated ones cost time as well. */
const maxProblems = 10_000;
const maxReports = 50_000;

/** Collects what the passes over a schema find; a pass that depends on the earlier ones first calls `throwIfAny`. */
export class Problems {
  readonly #found = new Map<string, Problem>();
  #reports = 0;

  /** The same words for the same line count once: several passes may meet the same mistake. */
  add(file: string, line: number, message: string, hint: string): void {
    if (this.#found.size >= maxProblems || ++this.#reports > maxReports) throw this.#error(false);
    const problem = { file, line, message: printable(message), hint: printable(hint) };
    this.#found.set(describe(problem), problem);
  }

  throwIfAny(): void {
    if (this.#found.size > 0) throw this.#error(true);
  }

  #error(isComplete: boolean): SchemaError {
    return new SchemaError([...this.#found.values()], isComplete);
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

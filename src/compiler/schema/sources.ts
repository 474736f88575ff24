import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './package-folder.js';
import { parseFile } from './parser.js';
import type { Problems } from './schema-error.js';
import type { FileSyntax, ImportSyntax } from './syntax.js';
import { SyntaxProblem } from './tokenizer.js';
import { descriptorPath, wellKnownText } from './well-known.js';

/** Reads the text of a file, or says undefined where there is none. */
export type ReadFile = (path: string) => string | undefined;

/** Finds and reads .proto files and all that they import, each once. */
export class Sources {
  /** By import path, in dependency order. */
  readonly files = new Map<string, FileSyntax>();
  readonly #protoPaths: readonly string[];
  readonly #readFile: ReadFile;
  readonly #problems: Problems;
  readonly #open: string[] = [];
  readonly #failed = new Set<string>();

  constructor(protoPaths: readonly string[], readFile: ReadFile, problems: Problems) {
    this.#protoPaths = protoPaths;
    this.#readFile = readFile;
    this.#problems = problems;
  }

  addRequested(path: string): void {
    if (this.files.has(path) || this.#failed.has(path)) return;
    if (!this.#add(path)) {
      this.#problems.add(path, 0, 'not found', this.#searchHint());
    }
  }

  #add(path: string): boolean {
    const found = this.#find(path);
    if (found === undefined) return false;
    let syntax: FileSyntax;
    try {
      syntax = parseFile(found.text, path, found.shownPath);
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      this.#problems.add(found.shownPath, error.line, error.message, error.hint);
      this.#failed.add(path);
      return true;
    }
    this.#open.push(path);
    const imported = new Set<string>();
    for (const declared of syntax.imports) this.#addImport(syntax, declared, imported);
    this.#open.pop();
    this.files.set(path, syntax);
    return true;
  }

  #addImport(from: FileSyntax, { path, line }: ImportSyntax, imported: Set<string>): void {
    const fail = (message: string, hint: string): void =>
      this.#problems.add(from.shownPath, line, message, hint);
    if (imported.has(path)) return fail(`"${path}" is imported twice`, 'remove one of the imports');
    imported.add(path);
    if (path.split('/').some((part) => part === '' || part === '.' || part === '..') || path.includes('\\')) {
      return fail(
        `"${path}" is no path to import`,
        'write it with / from a proto path on, without ., .. or empty parts',
      );
    }
    const start = this.#open.indexOf(path);
    if (start >= 0) {
      const circle = [...this.#open.slice(start), path].join(' → ');
      return fail(`the files import each other: ${circle}`, 'move what they share into a file of its own');
    }
    if (this.files.has(path) || this.#failed.has(path)) return;
    if (!this.#add(path)) fail(`"${path}" is not found`, this.#searchHint());
  }

  #find(path: string): { text: string; shownPath: string } | undefined {
    if (path !== descriptorPath) {
      for (const folder of this.#protoPaths) {
        const shownPath = folder === '' || folder === '.' ? path : join(folder, path);
        const text = this.#read(shownPath);
        if (text !== undefined) return { text, shownPath };
      }
      if (path.startsWith('framewright/')) {
        const text = readFromDisk(join(packageFolder(), 'proto', path));
        if (text !== undefined) return { text, shownPath: path };
      }
    }
    const text = wellKnownText(path);
    return text === undefined ? undefined : { text, shownPath: path };
  }

  #read(path: string): string | undefined {
    try {
      return this.#readFile(path);
    } catch (error) {
      this.#problems.add(path, 0, `cannot be read: ${String(error)}`, 'make the file readable');
      return undefined;
    }
  }

  #searchHint(): string {
    const folders = this.#protoPaths.map((folder) => (folder === '' ? '.' : folder));
    return `looked in ${folders.join(', ')}; give the folder that the path starts from with --proto-path`;
  }
}

/** A file of the disk; undefined if there is none or it is a folder. */
export function readFromDisk(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code))
      return undefined;
    throw error;
  }
}

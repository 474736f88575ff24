import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { emit } from '../compiler/emit/index.js';
import { CommandError } from './command.js';
import type { Output } from './command.js';
import { fileProblem } from './file-problem.js';
import { importPaths } from './import-paths.js';
import { loadModel } from './load-model.js';

interface GenerateOptions {
  readonly protoPath: readonly string[];
  readonly out: string;
  readonly target: 'ts' | 'js';
  readonly check?: boolean;
}

/** Stands in every generated file; without the arguments, which differ from machine to machine. */
const madeBy = 'framewright generate';

export function command(output: Output): Command {
  const collect = (folder: string, folders: readonly string[] | undefined): string[] => [
    ...(folders ?? []),
    folder,
  ];
  return new Command('generate')
    .description(
      'Turns .proto files into typed codecs, one file each, with a catalog of all and schema.json.',
    )
    .argument('<FILE...>', '.proto files, on disk or as imports name them')
    .option(
      '-I, --proto-path <DIR>',
      'where imports start; may be given more than once (default: .)',
      collect,
    )
    .requiredOption('-o, --out <DIR>', 'where the generated files go')
    .addOption(
      new Option('-t, --target <LANGUAGE>', 'ts, or js with .d.ts beside it')
        .choices(['ts', 'js'])
        .default('ts'),
    )
    .option('--check', 'write nothing; fail if a generated file is missing or stale')
    .action((files: string[], options: Partial<GenerateOptions>) =>
      generate(files, { ...(options as GenerateOptions), protoPath: options.protoPath ?? ['.'] }, output),
    );
}

function generate(files: readonly string[], options: GenerateOptions, output: Output): void {
  const inputs = importPaths(files, options.protoPath);
  const model = loadModel(options.protoPath, inputs, 'nothing was written');
  if (model.files.some(({ path }) => path === 'catalog.proto')) {
    throw new CommandError(
      1,
      'catalog.proto: catalog is the catalog of all messages; rename the file or put it into a folder',
      { isBare: true },
    );
  }
  const texts = emit(model, { target: options.target, command: madeBy });
  const changed = [...texts].filter(([path, text]) => currentText(join(options.out, path)) !== text);
  if (options.check === true) {
    if (changed.length > 0) throw staleError(changed.map(([path]) => join(options.out, path)));
    output.line(`${count(texts.size, 'file')} in ${options.out} up to date`);
    return;
  }
  for (const [path, text] of changed) write(join(options.out, path), text);
  output.line(`wrote ${count(texts.size, 'file')} to ${options.out} (${changed.length} changed)`);
}

function currentText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // missing or unreadable: writing it will tell
  }
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new CommandError(1, `cannot write ${fileProblem(path, error)}`, { cause: error });
  }
}

function staleError(paths: readonly string[]): CommandError {
  const lines = paths.map((path) => `${path} is missing or stale`);
  return new CommandError(1, [...lines, 'run the same command without --check'].join('\n'), {
    isBare: true,
  });
}

function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}

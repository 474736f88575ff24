import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command, Option } from 'commander';
import { broadcastCells } from './broadcast.js';
import { codecCells, contenderFolders } from './codec.js';
import { others } from '../src/bench/contenders/index.js';
import type { Timing } from '../src/bench/harness.js';
import { Packages } from '../src/bench/packages.js';
import { describeRun, type CellResult } from '../src/bench/result.js';
import { cellTable } from '../src/bench/table.js';
import { ProgressLine } from '../src/cli/progress-line.js';
import { measure } from './cell.js';
import { networkCells } from './network.js';

const full: Timing = { rounds: 7, secondsPerCase: 0.2 };
const quick: Timing = { rounds: 2, secondsPerCase: 0.02 };

const program = new Command('npm run bench --')
  .description(
    'Measures framewright against others: contenders interleaved, results checked before they are timed.',
  )
  .argument('[filter]', 'only cells whose name contains this')
  .option('--quick', 'two short rounds: shows that everything runs, and no figure worth keeping')
  .addOption(new Option('--rounds <n>', 'rounds a cell').argParser(Number).default(full.rounds))
  .option('--json <file>', 'also write the results to a file; the recorded run is bench/results/latest.json')
  .parse();
const options = program.opts<{ quick?: true; rounds: number; json?: string }>();
const filter = program.args[0]?.toLowerCase() ?? '';
const timing = options.quick ? quick : { ...full, rounds: options.rounds };

const progress = new ProgressLine();
const results: CellResult[] = [];
const isWanted = (name: string): boolean => name.toLowerCase().includes(filter);
for await (const result of allCells()) {
  progress.clear();
  results.push(result);
  console.log(`${cellTable(result)}\n`);
}
if (results.length === 0) program.error(`no cell's name contains "${filter}"`, { exitCode: 2 });

if (options.json !== undefined) {
  const report = describeRun(results, timing, versions());
  await mkdir(dirname(options.json), { recursive: true });
  await writeFile(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(`written to ${options.json}`);
}

async function* allCells(): AsyncGenerator<CellResult> {
  yield* codecCells(timing, isWanted, [], (text) => progress.show(text));
  for (const cells of [broadcastCells, () => networkCells(options.quick === true)]) {
    for (const cell of await cells()) if (isWanted(cell.name)) yield await measure(cell, timing);
  }
}

function versions(): Record<string, string> {
  const packages = new Packages(contenderFolders);
  const names = [...others.flatMap((family) => family.packages), 'ws', 'benny'];
  const found = names.map((name) => [name, packages.version(name)]);
  return Object.fromEntries(found.filter(([, version]) => version !== undefined)) as Record<string, string>;
}

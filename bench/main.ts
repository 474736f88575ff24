import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Command, Option } from 'commander';
import { broadcastCells } from './broadcast.js';
import { codecCells } from './codec.js';
import { measure, type CellResult, type Timing } from './harness.js';
import { networkCells } from './network.js';
import { describeRun, renderCell } from './report.js';

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

const results: CellResult[] = [];
for (const cells of [codecCells, broadcastCells, () => networkCells(options.quick === true)]) {
  for (const cell of await cells()) {
    if (!cell.name.toLowerCase().includes(filter)) continue;
    const result = await measure(cell, timing);
    results.push(result);
    console.log(`${renderCell(result)}\n`);
  }
}
if (results.length === 0) program.error(`no cell's name contains "${filter}"`, { exitCode: 2 });

if (options.json !== undefined) {
  const report = describeRun(results, timing, packageVersions('protobufjs', 'ws', 'benny'));
  await mkdir(dirname(options.json), { recursive: true });
  await writeFile(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(`written to ${options.json}`);
}

function packageVersions(...names: string[]): Record<string, string> {
  const require = createRequire(import.meta.url);
  return Object.fromEntries(
    names.map((name) => [name, (require(`${name}/package.json`) as { version: string }).version]),
  );
}

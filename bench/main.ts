import { Command } from 'commander';
import { others } from '../src/bench/contenders/index.js';
import { QUICK, type Timing } from '../src/bench/harness.js';
import { Packages } from '../src/bench/packages.js';
import { benchPage } from '../src/bench/page.js';
import { describeRun, type CellResult } from '../src/bench/result.js';
import { cellTable } from '../src/bench/table.js';
import { ProgressLine } from '../src/cli/progress-line.js';
import { measure, type Cell } from './cell.js';
import { codecCells, contenderFolders } from './codec.js';
import { installContenders } from './contender-code.js';
import { generatedPackages } from './generated-contenders.js';
import { goalTable } from './goal-table.js';
import { judged } from './goals.js';
import { wholeNumber, writeReport } from './command.js';
import { networkCells } from './network.js';
import { sendGoals } from './send/goals.js';
import { sendCells, sendPackages } from './send/index.js';

/**
 * Codecs have many contenders, and differ by less than the machine does from one second to the next: many short rounds. A cell
 * of whole nodes takes longer than its rounds say.
 */
const FULL = { codec: { rounds: 20, secondsPerCase: 0.02 }, other: { rounds: 7, secondsPerCase: 0.2 } };
const AREAS = ['codec', 'network', 'send'] as const;
type Area = (typeof AREAS)[number];

const program = new Command('npm run bench --')
  .description(
    'Measures framewright against others: contenders interleaved, results checked before they are timed.',
  )
  .argument('[filter]', `an area (${AREAS.join(', ')}), or what the names of the cells contain`)
  .option('--install', 'install the contenders first, into bench/contenders (550 MB)')
  .option('--quick', 'two short rounds: shows that everything runs, and no figure worth keeping')
  .option('--rounds <n>', 'rounds a cell', wholeNumber)
  .option('--json <file>', 'also write the results to a file; recorded runs are bench/results/AREA.json')
  .option('--html <file>', 'also write a page with charts')
  .parse();
const options = program.opts<{
  install?: true;
  quick?: true;
  rounds?: number;
  json?: string;
  html?: string;
}>();
const filter = program.args[0]?.toLowerCase() ?? '';
const progress = new ProgressLine();

if (options.install) await installContenders();

const results: CellResult[] = [];
const measuredAreas = new Set<Area>();
for await (const result of cells()) {
  progress.clear();
  results.push(result);
  console.log(`${cellTable(result)}\n`);
}
if (results.length === 0) program.error(`no cell's name contains "${filter}"`, { exitCode: 2 });

const packages = new Packages(contenderFolders);
const wanted = new Set([
  ...(measuredAreas.has('codec') ? codecPackages() : []),
  ...(measuredAreas.has('send') ? sendPackages : []),
]);
const missing = [...wanted].filter((name) => packages.version(name) === undefined);
// The short form sends less than the goals say.
const goals = [...judged(results), ...(options.quick ? [] : judged(results, sendGoals))];
if (goals.length > 0) console.log(`${goalTable(goals)}\n`);
if (missing.length > 0) {
  console.log(`not installed: ${missing.join(', ')}\n  npm run bench -- --install\n`);
}

const names = [...wanted, 'ws', 'benny'].filter((name) => packages.version(name) !== undefined);
const versions = Object.fromEntries(names.map((name) => [name, packages.version(name)!]));
const report = describeRun(results, timingOf(isArea(filter) ? filter : 'codec'), versions);
if (options.json !== undefined) await writeReport(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
if (options.html !== undefined) await writeReport(options.html, await benchPage(report));

async function* cells(): AsyncGenerator<CellResult> {
  for (const area of AREAS) {
    if (isArea(filter) && filter !== area) continue;
    for await (const result of cellsOf(area)) {
      measuredAreas.add(area);
      yield result;
    }
  }
}

function cellsOf(area: Area): AsyncGenerator<CellResult> {
  const timing = timingOf(area);
  const show = (text: string): void => progress.show(text);
  switch (area) {
    case 'codec':
      return codecCells(timing, isWanted, (text) => console.log(text), show);
    case 'network':
      return measured(networkCells(options.quick === true));
    case 'send':
      return sendCells({ ...timing, isQuick: options.quick === true }, contenderFolders, isWanted, show);
  }
}

function codecPackages(): readonly string[] {
  return [...others.flatMap((family) => family.packages), ...generatedPackages];
}

async function* measured(cells: readonly Cell[] | Promise<readonly Cell[]>): AsyncGenerator<CellResult> {
  for (const cell of await cells) {
    if (!isWanted(cell.name)) continue;
    progress.show(cell.name);
    yield await measure(cell, timingOf('network'));
  }
}

function timingOf(area: Area): Timing {
  if (options.quick) return QUICK;
  const timing = area === 'codec' ? FULL.codec : FULL.other;
  return options.rounds === undefined ? timing : { ...timing, rounds: options.rounds };
}

function isArea(text: string): text is Area {
  return (AREAS as readonly string[]).includes(text);
}

function isWanted(name: string): boolean {
  return isArea(filter) || name.toLowerCase().includes(filter);
}

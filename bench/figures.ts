import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  isMeasured,
  type CellResult,
  type Measured,
  type Outcome,
  type Report,
} from '../src/bench/result.js';
import { shortRatio, shownBytes, shownRate } from '../src/bench/table.js';
import { packageFolder } from '../src/compiler/schema/package-folder.js';
import { type GossipReport, spreadCells } from './gossip.js';
import { goalRow } from './goal-table.js';
import { judged, type GoalResult } from './goals.js';
import { sendGoals } from './send/goals.js';

// README's figures, made from the recorded runs: `node dist/bench/figures.js` prints them, `--write` puts them into
// README between its two markers.

const BEGIN = '<!-- figures: node dist/bench/figures.js --write -->';
const END = '<!-- end of figures -->';
const AREAS = ['codec', 'send', 'network'] as const;
const BASELINE = 'protobufjs static';

/** README with the figures of the recorded runs between its markers. */
export function withFigures(readme: string, results = join(packageFolder(), 'bench/results')): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README needs ${BEGIN} and ${END}`);
  return `${readme.slice(0, begin)}${BEGIN}\n\n${figures(results)}\n\n${readme.slice(end)}`;
}

/** The tables of all recorded areas, in Markdown. */
export function figures(folder: string): string {
  const areas = AREAS.flatMap((area) => {
    const file = join(folder, `${area}.json`);
    if (!existsSync(file)) return [];
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    return [runLine(area, report), ...tablesOf(area, report)];
  });
  return [...areas, ...gossipTable(folder)].join('\n\n');
}

/** How gossip spreads over fifty nodes: measured on virtual time, so that no machine matters. */
function gossipTable(folder: string): string[] {
  const file = join(folder, 'gossip.json');
  if (!existsSync(file)) return [];
  const { date, setting, rows } = JSON.parse(readFileSync(file, 'utf8')) as GossipReport;
  const { nodes, latencyMs, bytesPerSecond } = setting;
  const head = ['payload', 'links a node', 'gossip', 'wire bytes a delivery', 'payload = 1'];
  return [
    `From [bench/results/gossip.json](bench/results/gossip.json): ${date.slice(0, 10)}, ${nodes} nodes on virtual time, ` +
      `${latencyMs} ms and ${(bytesPerSecond * 8) / 1e6} Mbit/s a link, each message delivered once to each node.`,
    markdown([...head, 'ms, median / last', 'hops, median / most'], rows.map(spreadCells), 'rrlrrrr'),
  ];
}

function runLine(area: string, { date, machine, timing, versions }: Report): string {
  const link = `[bench/results/${area}.json](bench/results/${area}.json)`;
  return `From ${link}: ${date.slice(0, 10)}, ${machine}, Node ${versions.node}, ${timing.rounds} rounds.`;
}

function tablesOf(area: (typeof AREAS)[number], report: Report): string[] {
  const { cells } = report;
  switch (area) {
    case 'codec':
      return [goalsTable(judged(cells)), contendersTable(cells), floorsTable(cells)];
    case 'send':
      return [goalsTable(judged(cells, sendGoals))];
    case 'network':
      return [networkTable(report), goalsTable(judged(cells, sendGoals))];
  }
}

function goalsTable(goals: readonly GoalResult[]): string {
  return markdown(
    ['goal', 'against', 'must', 'aim', 'measured', 'worst … best round', 'floor alone', 'reached'],
    goals.map(goalRow),
    'llrrrrrl',
  );
}

/** The messages of the codec cells, in order. */
function messagesOf(cells: readonly CellResult[]): string[] {
  const names = cells.map(({ cell }) => /^(.*): encode$/.exec(cell)?.[1]);
  return names.filter((name) => name !== undefined);
}

function outcomeIn(cells: readonly CellResult[], cell: string, name: string): Outcome | undefined {
  return cells.find((each) => each.cell === cell)?.contenders.find((each) => each.name === name);
}

/** Everybody, encode / decode, static protobufjs = 1. Who has several ways of encoding shows each. */
function contendersTable(cells: readonly CellResult[]): string {
  const messages = messagesOf(cells);
  const names = new Set<string>();
  for (const { cell, contenders } of cells) {
    if (!/: (encode|decode)$/.test(cell)) continue;
    for (const each of contenders) if (!isFloor(each)) names.add(each.name);
  }
  const rateOf = (message: string, direction: string, name: string): string => {
    const cell = `${message}: ${direction}`;
    const outcome = outcomeIn(cells, cell, name);
    const baseline = outcomeIn(cells, cell, direction === 'encode' ? `${BASELINE}, finish` : BASELINE);
    if (outcome === undefined) return '–';
    if (!isMeasured(outcome)) return outcome.status === 'wrong' ? 'wrong' : '–';
    if (baseline === undefined || !isMeasured(baseline)) return shownRate(outcome.operationsPerSecond);
    return shortRatio(outcome.operationsPerSecond / baseline.operationsPerSecond);
  };
  const rows = [...names].map((name) => [
    name.startsWith('framewright') ? `**${name}**` : name,
    ...messages.map((message) =>
      `${rateOf(message, 'encode', name)} / ${rateOf(message, 'decode', name)}`.replace('– / –', '–'),
    ),
  ]);
  return markdown([`encode / decode, ${BASELINE} = 1`, ...messages], rows, `l${'r'.repeat(messages.length)}`);
}

/** What nobody can do without, beside what framewright does. */
function floorsTable(cells: readonly CellResult[]): string {
  const measured = (cell: string, name: string): Measured | undefined => {
    const outcome = outcomeIn(cells, cell, name);
    return outcome !== undefined && isMeasured(outcome) ? outcome : undefined;
  };
  const share = (ours: Measured | undefined, floor: Measured | undefined): string =>
    ours === undefined || floor === undefined
      ? ''
      : `${shortRatio(floor.operationsPerSecond / ours.operationsPerSecond)}×`;
  const rows = messagesOf(cells).map((message) => {
    const frame = measured(`${message}: encode`, 'framewright, frame into a slab');
    const kept = measured(`${message}: encode`, 'framewright, frame');
    const decode = measured(`${message}: decode`, 'framewright');
    const copy = measured(`${message}: encode`, 'floor: memcpy of the bytes');
    const objects = measured(`${message}: decode`, 'floor: its objects alone');
    return [
      message,
      kept?.bytes?.toLocaleString('en') ?? '',
      share(frame, copy),
      share(decode, objects),
      shownBytes(kept?.allocated),
      shownBytes(decode?.allocated),
      shownBytes(objects?.allocated),
    ];
  });
  const head = ['floors', 'bytes', 'frame takes, memcpy = 1', 'decode takes, its objects alone = 1'];
  return markdown([...head, 'a frame allocates', 'a decode allocates', 'its objects alone'], rows, 'lrrrrrr');
}

/** A line a cell: how many times as fast as its first contender each of the others is. */
function networkTable({ cells }: Report): string {
  const names = [...new Set(cells.flatMap(({ contenders }) => contenders.map(({ name }) => name)))];
  const [baseline = '', ...others] = names;
  const rows = cells.map(({ cell, contenders }) => [
    cell,
    ...others.map((name) => {
      const found = contenders.find((each) => each.name === name);
      return found === undefined || !('ratio' in found) ? '' : `${shortRatio(found.ratio.median)}×`;
    }),
    ...worstAndBest(contenders.findLast((each) => !isFloor(each))),
  ]);
  return markdown(
    [`network, ${baseline} = 1`, ...others, 'worst … best round'],
    rows,
    `l${'r'.repeat(names.length)}`,
  );
}

function isFloor(outcome: Outcome): boolean {
  return isMeasured(outcome) && outcome.isFloor === true;
}

function worstAndBest(outcome: Outcome | undefined): string[] {
  if (outcome === undefined || !('ratio' in outcome)) return [''];
  return [`${shortRatio(outcome.ratio.min)} … ${shortRatio(outcome.ratio.max)}`];
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[], aligns: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const marks = [...aligns].map((align) => (align === 'r' ? '---:' : '---'));
  return [line(head), line(marks), ...rows.map(line)].join('\n');
}

if (process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const readme = join(packageFolder(), 'README.md');
  if (process.argv.includes('--write')) writeFileSync(readme, withFigures(readFileSync(readme, 'utf8')));
  else console.log(figures(join(packageFolder(), 'bench/results')));
}

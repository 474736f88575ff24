import { cpus, totalmem } from 'node:os';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber, writeReport } from '../command.js';
import { ProgressLine } from '../../src/cli/progress-line.js';
import { contenderFolders } from '../codec.js';
import { Workshop } from '../send/lineup.js';
import { measureOriginal } from './measure.js';
import { METRICS, type MetricKey } from './metrics.js';
import { originalPage } from './page.js';
import {
  gainOf,
  publishedGain,
  shownFigure,
  shownGain,
  shownPublished,
  verdict,
  type OriginalReport,
  type Who,
} from './table.js';

const program = new Command('npm run bench:original --')
  .description(
    'The original’s own table of its optimization: as published, and its before, its after and framewright as measured here.',
  )
  .option('--quick', 'one short round: shows that everything runs')
  .option('--rounds <n>', 'interleaved rounds', wholeNumber)
  .option('--json <file>', 'also write the results to a file')
  .option('--html <file>', 'also write a page with charts')
  .parse();
const options = program.opts<{ quick?: true; rounds?: number; json?: string; html?: string }>();
const rounds = options.rounds ?? (options.quick ? 1 : 5);

const progress = new ProgressLine();
const figures = new Map<MetricKey, Partial<Record<Who, number[]>>>();
const workshop = await Workshop.open(contenderFolders);
try {
  await measureOriginal(
    workshop,
    { rounds, isQuick: options.quick === true },
    (metric, who, figure) => {
      const own = figures.get(metric) ?? {};
      figures.set(metric, own);
      (own[who] ??= []).push(figure);
    },
    (text) => progress.show(text),
  );
} finally {
  progress.clear();
  await workshop.close();
}

const report: OriginalReport = {
  date: new Date().toISOString(),
  machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: process.versions.node,
  rounds,
  metrics: (Object.keys(METRICS) as MetricKey[]).map((key) => ({
    ...METRICS[key],
    figures: figures.get(key) ?? {},
  })),
};
console.log(table(report));
if (options.json !== undefined) await writeReport(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
if (options.html !== undefined) await writeReport(options.html, await originalPage(report));

function table({ metrics }: OriginalReport): string {
  const head = ['', 'published', 'gain', 'before', 'after', 'framewright', 'floor', 'gain', ''];
  const rows = new Table({
    head,
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const metric of metrics) {
    const { name, unit, figures: own } = metric;
    rows.push([
      `${name}, ${unit}`,
      shownPublished(metric),
      shownGain(publishedGain(metric)),
      shownFigure(own.before),
      shownFigure(own.after),
      shownFigure(own.framewright),
      shownFigure(own.floor),
      shownGain(gainOf(metric, 'framewright')),
      verdict(metric),
    ]);
  }
  const how = metrics.map((metric) => `  ${metric.name}: ${metric.how}`).join('\n');
  return `${rows.toString()}\n\nPublished figures are of another machine: gains compare. Medians of ${rounds} rounds.\n${how}\n`;
}

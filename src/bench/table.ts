import Table from 'cli-table3';
import { median } from './harness.js';
import {
  isMeasured,
  isRefused,
  type CellResult,
  type Measured,
  type NotMeasured,
  type Unit,
} from './result.js';

/** Why there is no figure. */
export const VERDICTS: Readonly<Record<NotMeasured['status'], string>> = {
  wrong: 'WRONG, not timed',
  unsupported: 'cannot',
  'not run': 'not run',
};

/**
 * A table with one row a contender, the fastest first: its rate, the ratio to the cell's first contender with the worst
 * and the best round, and where known bytes, allocation and the garbage collector's part. Below it, who was not measured.
 */
export function cellTable(result: CellResult): string {
  const measured = result.contenders.filter(isMeasured);
  const hasBytes = measured.some(({ bytes }) => bytes !== undefined);
  const hasMemory = measured.some(({ gcShare }) => gcShare !== undefined);
  const head = [result.cell, result.unit ?? 'operations/s', 'ratio', 'worst … best'];
  const hasWall = measured.some(({ wallRates }) => wallRates !== undefined);
  if (hasWall) head.push('by time');
  if (hasBytes) head.push('bytes');
  if (hasMemory) head.push('allocated', 'in GC');
  const table = new Table({
    head,
    colAligns: ['left', ...head.slice(1).map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const each of fastestFirst(measured)) {
    const { name, operationsPerSecond, ratio, bytes, allocated, gcShare } = each;
    table.push([
      name,
      shownRate(operationsPerSecond, result.unit, result.megabytes),
      `${shortRatio(ratio.median)}×`,
      `${shortRatio(ratio.min)} … ${shortRatio(ratio.max)}`,
      ...(hasWall ? [each.wallRates === undefined ? '' : `${shownRate(median(each.wallRates))}/s`] : []),
      ...(hasBytes ? [bytes?.toLocaleString('en') ?? ''] : []),
      ...(hasMemory
        ? [shownBytes(allocated), gcShare === undefined ? '' : `${Math.round(gcShare * 100)} %`]
        : []),
    ]);
  }
  const note = result.note === undefined ? [] : [result.note];
  return [
    table.toString(),
    ...note,
    ...measured.flatMap(helperLine),
    ...refusedLines(result.contenders.filter(isRefused)),
  ].join('\n');
}

/** Where a part of the CPU time is another process's, how much of it. */
function helperLine({ name, operationsPerSecond, helperShare }: Measured): string[] {
  if (helperShare === undefined) return [];
  const micros = 1e6 / operationsPerSecond;
  const own = shortRatio(micros * (1 - helperShare));
  const helper = shortRatio(micros * helperShare);
  return [`${name}: ${own} µs of CPU an operation, and ${helper} µs in another process of its own`];
}

function refusedLines(refused: readonly NotMeasured[]): string[] {
  const absent = refused.filter(({ status }) => status === 'not run');
  return [
    ...refused
      .filter(({ status }) => status !== 'not run')
      .map(({ name, status, reason }) => `${name}: ${VERDICTS[status]}: ${reason}`),
    ...(absent.length === 0
      ? []
      : [`${VERDICTS['not run']}: ${absent.map(({ name, reason }) => `${name} (${reason})`).join(', ')}`]),
  ];
}

/** Floors last; cells of whole nodes, which know no bytes, keep their order. */
export function fastestFirst(measured: readonly Measured[]): Measured[] {
  if (measured.every(({ bytes }) => bytes === undefined)) return [...measured];
  const place = (each: Measured): number => (each.isFloor === true ? -1 : each.ratio.median);
  return measured.toSorted((a, b) => place(b) - place(a));
}

export function shownRate(rate: number, unit: Unit = 'operations/s', megabytes?: number): string {
  const value = valueOf(rate, unit);
  const text = value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString('en');
  return megabytes === undefined ? text : `${text} (${(rate * megabytes).toPrecision(3)} MB/s)`;
}

/** What a rate is in a unit of which less is better. */
export function valueOf(rate: number, unit: Unit): number {
  if (unit === 'ms') return 1000 / rate;
  if (unit === 'µs') return 1e6 / rate;
  return unit === 'KiB' || unit === 'MB' || unit === 'lines/message' ? 1 / rate : rate;
}

export function shownBytes(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  if (bytes < 10_000) return `${bytes.toLocaleString('en')} B`;
  return bytes < 10_000_000
    ? `${Math.round(bytes / 1000).toLocaleString('en')} kB`
    : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Two decimals; three figures for what is small. */
export function shortRatio(ratio: number): string {
  return ratio < 0.1 ? ratio.toPrecision(2) : ratio < 100 ? ratio.toFixed(2) : ratio.toFixed(0);
}

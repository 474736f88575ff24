import Table from 'cli-table3';
import { cpus, totalmem } from 'node:os';
import type { CellResult, Timing, Unit } from './harness.js';

export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly timing: Timing;
  readonly cells: readonly CellResult[];
}

export function describeRun(
  cells: readonly CellResult[],
  timing: Timing,
  versions: Record<string, string>,
): Report {
  return {
    date: new Date().toISOString(),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    versions: { node: process.versions.node, v8: process.versions.v8, ...versions },
    timing,
    cells,
  };
}

/** A table with one row a contender: the ratio to the cell's first contender with the worst and best round. */
export function renderCell(result: CellResult): string {
  const table = new Table({
    head: [result.cell, result.unit ?? 'operations/s', 'ratio', 'worst … best round'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, operationsPerSecond, ratio } of result.contenders) {
    table.push([
      name,
      shown(operationsPerSecond, result.unit, result.megabytes),
      `${ratio.median.toFixed(2)}×`,
      `${ratio.min.toFixed(2)} … ${ratio.max.toFixed(2)}`,
    ]);
  }
  return table.toString();
}

function shown(rate: number, unit: Unit = 'operations/s', megabytes?: number): string {
  const value = unit === 'ms' ? 1000 / rate : unit === 'KiB' ? 1 / rate : rate;
  const text = value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString('en');
  return megabytes === undefined ? text : `${text} (${(rate * megabytes).toPrecision(3)} MB/s)`;
}

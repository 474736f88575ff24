import Table from 'cli-table3';
import { safeText } from '../observe/safe-text.js';

/** One column; those with the highest `drop` go first where a terminal is too narrow, those without never. */
export interface Column<T> {
  readonly head: string;
  readonly value: (item: T) => string;
  readonly align?: 'right';
  readonly drop?: number;
}

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' },
  ...{ 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '' },
  ...{ right: '', 'right-mid': '', middle: '  ' },
};

/**
 * A table without lines, so that `awk` reads it too, in at most `width` columns if that can be done. What was left out
 * for that is named below it, with `hint` where else to find it.
 */
export function tableText<T>(
  items: readonly T[],
  columns: readonly Column<T>[],
  width = Infinity,
  hint = '',
): string {
  let shown = columns;
  for (;;) {
    const text = render(items, shown);
    const isTooWide = Math.max(...text.split('\n').map((line) => line.length)) > width;
    const next = Math.max(...shown.map(({ drop = 0 }) => drop));
    if (!isTooWide || next === 0)
      return shown === columns ? text : `${text}\n${leftOut(columns, shown, hint)}`;
    shown = shown.filter(({ drop = 0 }) => drop !== next);
  }
}

function render<T>(items: readonly T[], columns: readonly Column<T>[]): string {
  const table = new Table({
    head: columns.map(({ head }) => head),
    chars: NO_LINES,
    colAligns: columns.map(({ align }) => align ?? 'left'),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  for (const item of items) table.push(columns.map(({ value }) => safeText(value(item))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function leftOut<T>(columns: readonly Column<T>[], shown: readonly Column<T>[], hint: string): string {
  const missing = columns.filter((column) => !shown.includes(column)).map(({ head }) => head);
  return `(too narrow for ${missing.join(', ')}${hint})`;
}

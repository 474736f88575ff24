import type { RangeSyntax, ReservedName, ReservedSyntax, Syntax } from './syntax.js';

/** Reports a problem of the file at hand. */
export type Add = (line: number, problem: string, hint: string) => void;

export function checkReserved(
  reserved: ReservedSyntax,
  syntax: Syntax,
  min: number,
  max: number,
  add: Add,
): void {
  checkRanges(reserved.ranges, 'reserved', min, max, add);
  checkReservedNames(reserved.names, syntax, add);
  for (const line of reserved.mixedLines) {
    add(line, 'names and numbers are reserved in one statement', 'write two statements');
  }
}

/** Whether a number lies in one of the ranges. */
export function rangeTest(ranges: readonly RangeSyntax[]): (number: number) => boolean {
  const sorted = [...ranges].sort((a, b) => a.first - b.first);
  // The highest end so far, so that one look at the last range that starts in time suffices
  const ends: number[] = [];
  for (const { last } of sorted) ends.push(Math.max(last, ends.at(-1) ?? last));
  return (number) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle]?.first ?? 0) <= number) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (ends[low - 1] ?? 0) >= number;
  };
}

export function showRange({ first, last }: RangeSyntax): string {
  return first === last ? String(first) : `${first} to ${last}`;
}

export function checkRanges(
  ranges: readonly RangeSyntax[],
  word: 'reserved' | 'extensions',
  min: number,
  max: number,
  add: Add,
): void {
  for (const range of ranges) {
    const { line, first, last } = range;
    if (first > last)
      add(line, `${word} ${first} to ${last} ends before it starts`, `write ${last} to ${first}`);
    else if (first < min || last > max) {
      add(line, `${word} ${showRange(range)} is out of range`, `numbers go from ${min} to ${max}`);
    }
  }
  const sorted = ranges.filter(({ first, last }) => first <= last).sort((a, b) => a.first - b.first);
  for (const [i, range] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before !== undefined && range.first <= before.last) {
      add(
        Math.max(range.line, before.line),
        word === 'reserved'
          ? `${range.first} is reserved twice`
          : `${range.first} is left to extensions twice`,
        'let the ranges not overlap',
      );
    }
  }
}

function checkReservedNames(names: readonly ReservedName[], syntax: Syntax, add: Add): void {
  const seen = new Set<string>();
  const hasQuotes = syntax !== 'edition 2023';
  for (const { name, line, isQuoted } of names) {
    if (isQuoted !== hasQuotes) {
      const hint = hasQuotes
        ? 'put reserved names in quotes'
        : 'editions write reserved names without quotes';
      add(
        line,
        hasQuotes
          ? `expected a number or a string, found "${name}"`
          : `the reserved name "${name}" is in quotes`,
        hint,
      );
      continue;
    }
    if (seen.has(name)) add(line, `the name "${name}" is reserved twice`, 'remove one');
    else if (!/^[A-Za-z_]\w*$/.test(name)) add(line, `the reserved name "${name}" is no name`, 'remove it');
    seen.add(name);
  }
}

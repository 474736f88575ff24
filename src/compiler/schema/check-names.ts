import type { Problems } from './schema-error.js';
import type { FileSyntax, RangeSyntax, ReservedSyntax } from './syntax.js';

/** Reports a problem of the file at hand. */
export type Add = (line: number, problem: string, hint: string) => void;

/** Such a name would reach into the objects of whoever reads the schema with JavaScript. */
export function refuseHostileName(
  what: string,
  name: string,
  file: FileSyntax,
  line: number,
  problems: Problems,
): void {
  if (name === '__proto__') {
    problems.add(
      file.shownPath,
      line,
      `a ${what} named __proto__`,
      'JavaScript gives this name a meaning: rename it',
    );
  }
}

export function checkReserved(reserved: ReservedSyntax, min: number, max: number, add: Add): void {
  checkRanges(reserved.ranges, min, max, add);
  checkReservedNames(reserved.names, add);
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

function checkRanges(ranges: readonly RangeSyntax[], min: number, max: number, add: Add): void {
  for (const { line, first, last } of ranges) {
    if (first > last)
      add(line, `reserved ${first} to ${last} ends before it starts`, `write ${last} to ${first}`);
    else if (first < min || last > max) {
      add(
        line,
        `reserved ${first === last ? first : `${first} to ${last}`} is out of range`,
        `numbers go from ${min} to ${max}`,
      );
    }
  }
  const sorted = ranges.filter(({ first, last }) => first <= last).sort((a, b) => a.first - b.first);
  for (const [i, range] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before !== undefined && range.first <= before.last) {
      add(
        Math.max(range.line, before.line),
        `${range.first} is reserved twice`,
        'let the ranges not overlap',
      );
    }
  }
}

function checkReservedNames(names: readonly { name: string; line: number }[], add: Add): void {
  const seen = new Set<string>();
  for (const { name, line } of names) {
    if (seen.has(name)) add(line, `the name "${name}" is reserved twice`, 'remove one');
    else if (!/^[A-Za-z_]\w*$/.test(name)) add(line, `the reserved name "${name}" is no name`, 'remove it');
    seen.add(name);
  }
}

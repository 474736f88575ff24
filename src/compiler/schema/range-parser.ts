import type { RangeSyntax } from './syntax.js';
import type { TokenStream } from './token-stream.js';

/** `reserved` statements while they are collected. */
export interface MutableReserved {
  readonly ranges: RangeSyntax[];
  readonly names: { name: string; line: number }[];
}

export function emptyReserved(): MutableReserved {
  return { ranges: [], names: [] };
}

export function parseReserved(
  tokens: TokenStream,
  into: MutableReserved,
  max: number,
  allowNegative: boolean,
): void {
  const { line } = tokens.take();
  if (tokens.next.kind === 'string') {
    do into.names.push({ line: tokens.next.line, name: tokens.string('a name') });
    while (tokens.takeIf(','));
  } else {
    if (tokens.next.kind === 'identifier') {
      tokens.fail(
        `expected a number or a string, found ${tokens.describeNext()}`,
        'put reserved names in quotes',
      );
    }
    into.ranges.push(...parseRanges(tokens, line, max, allowNegative));
  }
  tokens.expect(';', 'separate by commas and end with ; (numbers and names in statements of their own)');
}

export function parseRanges(
  tokens: TokenStream,
  line: number,
  max: number,
  allowNegative: boolean,
): RangeSyntax[] {
  const ranges: RangeSyntax[] = [];
  do {
    const first = tokens.number('a number', allowNegative);
    let last = first;
    if (tokens.takeIf('to'))
      last = tokens.takeIf('max') ? max : tokens.number('a number or max', allowNegative);
    ranges.push({ line, first, last });
  } while (tokens.takeIf(','));
  return ranges;
}

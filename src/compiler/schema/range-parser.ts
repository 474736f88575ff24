import type { RangeSyntax, ReservedName } from './syntax.js';
import type { TokenStream } from './token-stream.js';

/** `reserved` statements while they are collected. */
export interface MutableReserved {
  readonly ranges: RangeSyntax[];
  readonly names: ReservedName[];
  readonly mixedLines: number[];
}

export function emptyReserved(): MutableReserved {
  return { ranges: [], names: [], mixedLines: [] };
}

export function parseReserved(
  tokens: TokenStream,
  into: MutableReserved,
  max: number,
  allowNegative: boolean,
): void {
  const { line } = tokens.take();
  let hasNames = false;
  let hasNumbers = false;
  do {
    if (tokens.next.kind === 'string') {
      hasNames = true;
      into.names.push({ line: tokens.next.line, name: tokens.string('a name'), isQuoted: true });
    } else if (tokens.next.kind === 'identifier') {
      hasNames = true;
      into.names.push({ line: tokens.next.line, name: tokens.take().text, isQuoted: false });
    } else {
      hasNumbers = true;
      into.ranges.push(parseRange(tokens, line, max, allowNegative));
    }
  } while (tokens.takeIf(','));
  if (hasNames && hasNumbers) into.mixedLines.push(line);
  tokens.expect(';', 'separate by commas and end with ;');
}

export function parseRange(
  tokens: TokenStream,
  line: number,
  max: number,
  allowNegative: boolean,
): RangeSyntax {
  const first = tokens.number('a number', allowNegative);
  let last = first;
  if (tokens.takeIf('to'))
    last = tokens.takeIf('max') ? max : tokens.number('a number or max', allowNegative);
  return { line, first, last };
}

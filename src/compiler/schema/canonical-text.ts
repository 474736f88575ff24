import { integerValue } from './token-stream.js';
import { tokenize } from './tokenizer.js';
import type { Token } from './tokenizer.js';

/**
 * The same tokens, line by line, as protobufjs reads them too: without comments, without blanks inside dotted names,
 * numbers in decimal, with braces where the text format also allows angle brackets.
 */
export function canonicalText(text: string): string {
  let result = '';
  let line = 1;
  let isTight = true;
  /** How many braces deep inside the value of an option. */
  let depth = 0;
  let previous = '';
  for (const token of tokenize(text)) {
    const shown = showToken(token, depth > 0);
    if (depth > 0 || (previous === '=' && shown === '{')) {
      if (shown === '{') depth++;
      else if (shown === '}') depth--;
    }
    const isDot = token.kind === 'symbol' && (token.text === '.' || token.text === '/');
    if (!isTight && !isDot) {
      result += token.line > line ? '\n'.repeat(token.line - line) : ' ';
      line = token.line;
    }
    result += shown;
    isTight = isDot || shown === '-';
    previous = shown;
  }
  return result;
}

function showToken(token: Token, isInValue: boolean): string {
  const { kind, text } = token;
  if (kind === 'integer') return integerValue(token).toString();
  if (kind === 'string') return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  if (kind === 'symbol' && isInValue) return text === '<' ? '{' : text === '>' ? '}' : text;
  return text;
}

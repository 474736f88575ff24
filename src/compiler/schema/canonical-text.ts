import { tokenize } from './tokenizer.js';
import type { Token } from './tokenizer.js';

/**
 * The same tokens, line by line, as protobufjs reads them too: without comments, without blanks inside dotted names,
 * with braces where the text format also allows angle brackets.
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
    if (token.line > line) result += '\n'.repeat(token.line - line);
    else if (!isTight && !isDot) result += ' ';
    result += shown;
    line = token.line;
    isTight = isDot || shown === '-';
    previous = shown;
  }
  return result;
}

function showToken({ kind, text }: Token, isInValue: boolean): string {
  if (kind === 'string') return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  if (kind === 'symbol' && isInValue) return text === '<' ? '{' : text === '>' ? '}' : text;
  return text;
}

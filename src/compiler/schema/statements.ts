import { parseOption } from './option-parser.js';
import type { OptionSyntax } from './syntax.js';
import type { TokenStream } from './token-stream.js';
import type { Token } from './tokenizer.js';

export function parseOptionStatement(tokens: TokenStream): OptionSyntax {
  tokens.take();
  const option = parseOption(tokens);
  endStatement(tokens);
  return option;
}

export function endStatement(tokens: TokenStream): Token {
  return tokens.expect(';', 'end the statement with ;');
}

export function openBlock(tokens: TokenStream, start: Token): string {
  return joinComments(start, tokens.expect('{'));
}

export function joinComments(start: Token, end: Token): string {
  return [start.leading, end.trailing].filter((text) => text !== '').join('\n');
}

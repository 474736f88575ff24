import { parseBracketOptions } from './option-parser.js';
import { emptyReserved, parseReserved } from './range-parser.js';
import { endStatement, joinComments, openBlock, parseOptionStatement } from './statements.js';
import type { EnumSyntax, EnumValueSyntax, OptionSyntax } from './syntax.js';
import type { TokenStream } from './token-stream.js';

const maxEnumNumber = 0x7fffffff;

export function parseEnum(tokens: TokenStream): EnumSyntax {
  const start = tokens.take();
  const name = tokens.name('the name of an enum').text;
  const comment = openBlock(tokens, start);
  const options: OptionSyntax[] = [];
  const values: EnumValueSyntax[] = [];
  const reserved = emptyReserved();
  while (!tokens.takeEnd(`enum ${name}`)) {
    if (tokens.is('option')) options.push(parseOptionStatement(tokens));
    else if (tokens.is('reserved')) parseReserved(tokens, reserved, maxEnumNumber, true);
    else if (!tokens.takeIf(';')) values.push(parseEnumValue(tokens));
  }
  return { name, line: start.line, comment, options, values, reserved };
}

function parseEnumValue(tokens: TokenStream): EnumValueSyntax {
  const start = tokens.next;
  const name = tokens.name('the name of an enum value').text;
  tokens.expect('=', 'an enum value is written NAME = number;');
  const number = tokens.number('the number of the value', true);
  const options = parseBracketOptions(tokens);
  const end = endStatement(tokens);
  return { name, line: start.line, comment: joinComments(start, end), options, number };
}

import { integerValue } from './token-stream.js';
import type { TokenStream } from './token-stream.js';
import type { OptionFieldSyntax, OptionNamePart, OptionSyntax, OptionValueSyntax } from './syntax.js';

/** As deep as protoc's text format reads. */
const maxDepth = 100;

/** What follows the word `option`, or stands between the brackets behind a field: `(a.b).c = 5`. */
export function parseOption(tokens: TokenStream): OptionSyntax {
  const { line } = tokens.next;
  const name: OptionNamePart[] = [];
  do name.push(parseNamePart(tokens));
  while (tokens.takeIf('.'));
  tokens.expect('=', 'write the option as name = value');
  return { line, name, value: parseValue(tokens) };
}

/** `[a = 1, (b) = { … }]`, or nothing. */
export function parseBracketOptions(tokens: TokenStream): OptionSyntax[] {
  if (!tokens.takeIf('[')) return [];
  const options = [];
  do options.push(parseOption(tokens));
  while (tokens.takeIf(','));
  tokens.expect(']', 'separate options by commas and close them with ]');
  return options;
}

function parseNamePart(tokens: TokenStream): OptionNamePart {
  if (!tokens.takeIf('(')) return { name: tokens.name('the name of an option').text, isExtension: false };
  const name = tokens.dottedName('the name of an option', true);
  tokens.expect(')');
  return { name, isExtension: true };
}

function parseValue(tokens: TokenStream): OptionValueSyntax {
  if (tokens.is('{')) return parseMessage(tokens, 1);
  return parseScalar(tokens, 'a value');
}

function parseScalar(tokens: TokenStream, what: string): OptionValueSyntax {
  const { line } = tokens.next;
  if (tokens.next.kind === 'string') return { kind: 'string', line, ...tokens.stringAndBytes(what) };
  const isNegative = tokens.takeIf('-') !== undefined;
  const { kind, text } = tokens.next;
  switch (kind) {
    case 'identifier':
      tokens.take();
      return { kind, line, text: isNegative ? `-${text}` : text };
    case 'integer': {
      const value = integerValue(tokens.take());
      return { kind, line, value: isNegative ? -value : value };
    }
    case 'float':
      tokens.take();
      return { kind, line, value: isNegative ? -Number(text) : Number(text) };
    case 'symbol':
    case 'end':
      return tokens.fail(
        `expected ${what}, found ${tokens.describeNext()}`,
        'write a number, a name, a string in quotes, or { … }',
      );
  }
}

/** The text format: `{ type: 0x0104 priority: LOW }`, fields separated by nothing, commas or semicolons. */
function parseMessage(tokens: TokenStream, depth: number): OptionValueSyntax {
  const { line } = tokens.next;
  if (depth > maxDepth) tokens.fail('an option value nested too deep', `at most ${maxDepth} levels are read`);
  const close = tokens.take().text === '<' ? '>' : '}';
  const fields: OptionFieldSyntax[] = [];
  while (!tokens.takeIf(close)) {
    fields.push(parseField(tokens, depth));
    if (!tokens.takeIf(',')) tokens.takeIf(';');
  }
  return { kind: 'message', line, fields };
}

function parseField(tokens: TokenStream, depth: number): OptionFieldSyntax {
  const { line } = tokens.next;
  const isExtension = tokens.takeIf('[') !== undefined;
  let name = isExtension
    ? tokens.dottedName('the name of an extension', false)
    : tokens.name('the name of a field, or the end of the value').text;
  if (isExtension) {
    // The URL of an Any: type.googleapis.com/package.Message
    while (tokens.takeIf('/')) name += `/${tokens.dottedName('the name of a type', false)}`;
    tokens.expect(']');
  }
  const hasColon = tokens.takeIf(':') !== undefined;
  if (isMessageStart(tokens)) return { line, name, isExtension, value: parseMessage(tokens, depth + 1) };
  if (tokens.is('[')) return { line, name, isExtension, value: parseList(tokens, depth, hasColon) };
  if (!hasColon)
    tokens.fail(`expected ":" behind ${name}, found ${tokens.describeNext()}`, `write ${name}: value`);
  return { line, name, isExtension, value: parseScalar(tokens, `the value of ${name}`) };
}

function parseList(tokens: TokenStream, depth: number, allowScalars: boolean): OptionValueSyntax {
  const { line } = tokens.take();
  const values: OptionValueSyntax[] = [];
  if (!tokens.takeIf(']')) {
    do {
      if (isMessageStart(tokens)) values.push(parseMessage(tokens, depth + 1));
      else if (allowScalars) values.push(parseScalar(tokens, 'a value'));
      else
        tokens.fail(`expected "{", found ${tokens.describeNext()}`, 'put a : before a list of plain values');
    } while (tokens.takeIf(','));
    tokens.expect(']', 'separate the values by commas and close the list with ]');
  }
  return { kind: 'list', line, values };
}

function isMessageStart(tokens: TokenStream): boolean {
  return tokens.is('{') || tokens.is('<');
}

import { nearestName } from './names.js';
import { parseBracketOptions, parseOption } from './option-parser.js';
import { emptyReserved, parseRange, parseReserved } from './range-parser.js';
import { TokenStream } from './token-stream.js';
import type {
  EnumSyntax,
  EnumValueSyntax,
  FieldSyntax,
  FileSyntax,
  ImportSyntax,
  MessageSyntax,
  MethodSyntax,
  OneofSyntax,
  OptionSyntax,
  RangeSyntax,
  ServiceSyntax,
} from './syntax.js';
import type { Token } from './tokenizer.js';

/** As deep as protoc and protobufjs let messages nest. */
const maxLevels = 31;
const maxFieldNumber = 0x1fffffff;
const maxEnumNumber = 0x7fffffff;

/** Reads one .proto text, proto3 or proto2, without judging what it means. Throws SyntaxProblem. */
export function parseFile(text: string, path: string, shownPath: string): FileSyntax {
  const tokens = new TokenStream(text);
  const imports: ImportSyntax[] = [];
  const options: OptionSyntax[] = [];
  const messages: MessageSyntax[] = [];
  const enums: EnumSyntax[] = [];
  const services: ServiceSyntax[] = [];
  const extensions: FieldSyntax[] = [];
  const first = tokens.next;
  const header = [first.leading];
  const [syntax, syntaxLine] = parseSyntax(tokens);
  let packageName = '';
  let packageLine = 0;

  while (tokens.next.kind !== 'end') {
    const start = tokens.next;
    switch (start.kind === 'identifier' ? start.text : '') {
      case 'package':
        if (packageLine > 0)
          tokens.fail('a second package in this file', `it is already in package ${packageName}`);
        tokens.take();
        packageLine = start.line;
        packageName = tokens.dottedName('the name of the package', false);
        endStatement(tokens);
        header.push(start.leading);
        break;
      case 'import':
        imports.push(parseImport(tokens));
        break;
      case 'option':
        options.push(parseOptionStatement(tokens));
        break;
      case 'message':
        messages.push(parseMessage(tokens, 0));
        break;
      case 'enum':
        enums.push(parseEnum(tokens));
        break;
      case 'service':
        services.push(parseService(tokens));
        break;
      case 'extend':
        extensions.push(...parseExtend(tokens));
        break;
      default:
        if (tokens.takeIf(';')) break;
        if (start.text === 'syntax' || start.text === 'edition') {
          tokens.fail(`${start.text} is not the first statement of the file`, 'move it to the top');
        }
        failStatement(tokens);
    }
  }
  const comment = [...header, first.detached.at(-1) ?? ''].find((text) => text !== '') ?? '';
  return {
    path,
    shownPath,
    syntax,
    syntaxLine,
    package: packageName,
    packageLine,
    comment,
    imports,
    options,
    messages,
    enums,
    services,
    extensions,
  };
}

function failStatement(tokens: TokenStream): never {
  const known = ['package', 'import', 'option', 'message', 'enum', 'service', 'extend'];
  const nearest = nearestName(tokens.next.text, known);
  const hint = nearest === undefined ? `a file holds ${known.join(', ')}` : `did you mean ${nearest}?`;
  return tokens.fail(`expected a statement, found ${tokens.describeNext()}`, hint);
}

function parseSyntax(tokens: TokenStream): [syntax: string, line: number] {
  if (!tokens.is('syntax') && !tokens.is('edition')) return ['proto2', 1];
  const { line } = tokens.take();
  tokens.expect('=');
  const syntax = tokens.string('the syntax');
  endStatement(tokens);
  return [syntax, line];
}

function parseImport(tokens: TokenStream): ImportSyntax {
  const { line } = tokens.take();
  const modifier = tokens.takeIf('public') ? 'public' : tokens.takeIf('weak') ? 'weak' : undefined;
  const path = tokens.string('the path of a .proto file');
  endStatement(tokens);
  return { path, line, modifier };
}

function parseOptionStatement(tokens: TokenStream): OptionSyntax {
  tokens.take();
  const option = parseOption(tokens);
  endStatement(tokens);
  return option;
}

function parseMessage(tokens: TokenStream, depth: number): MessageSyntax {
  const start = tokens.take();
  if (depth >= maxLevels) tokens.fail('messages nested too deep', `at most ${maxLevels} levels are read`);
  const name = tokens.name('the name of a message').text;
  const comment = openBlock(tokens, start);
  const options: OptionSyntax[] = [];
  const fields: FieldSyntax[] = [];
  const oneofs: OneofSyntax[] = [];
  const messages: MessageSyntax[] = [];
  const enums: EnumSyntax[] = [];
  const extensions: FieldSyntax[] = [];
  const extensionRanges: RangeSyntax[] = [];
  const reserved = emptyReserved();

  while (!tokens.takeEnd(`message ${name}`)) {
    switch (tokens.next.kind === 'identifier' ? tokens.next.text : '') {
      case 'message':
        messages.push(parseMessage(tokens, depth + 1));
        break;
      case 'enum':
        enums.push(parseEnum(tokens));
        break;
      case 'extend':
        extensions.push(...parseExtend(tokens));
        break;
      case 'extensions':
        extensionRanges.push(...parseExtensionRanges(tokens));
        break;
      case 'reserved':
        parseReserved(tokens, reserved, maxFieldNumber, false);
        break;
      case 'option':
        options.push(parseOptionStatement(tokens));
        break;
      case 'oneof': {
        const oneof = parseOneof(tokens);
        oneofs.push(oneof);
        fields.push(...oneof.fields);
        break;
      }
      default:
        if (!tokens.takeIf(';')) fields.push(parseField(tokens, undefined, undefined));
    }
  }
  return {
    name,
    line: start.line,
    comment,
    options,
    fields,
    oneofs,
    messages,
    enums,
    extensions,
    extensionRanges,
    reserved,
  };
}

function parseField(
  tokens: TokenStream,
  oneof: string | undefined,
  extendee: string | undefined,
): FieldSyntax {
  const start = tokens.next;
  const label = parseLabel(tokens, oneof);
  const isMap = tokens.is('map') && tokens.afterNext.text === '<';
  let mapKey: string | undefined;
  let type: string;
  if (isMap) {
    if (label !== undefined || oneof !== undefined || extendee !== undefined) {
      tokens.fail(
        'a map cannot have a label or be part of a oneof or extend',
        'declare the map as a plain field',
      );
    }
    tokens.take();
    tokens.take();
    mapKey = tokens.dottedName('the type of the keys', true);
    tokens.expect(',', 'a map is written map<key, value>');
    type = tokens.dottedName('the type of the values', true);
    tokens.expect('>', 'a map is written map<key, value>');
  } else {
    if (tokens.is('group'))
      tokens.fail('groups are not part of proto3', 'use a nested message and a field of its type');
    type = tokens.dottedName('the type of a field', true);
  }
  const name = tokens.name('the name of a field').text;
  tokens.expect('=', 'a field is written type name = number;');
  const number = tokens.number('the number of the field');
  const options = parseBracketOptions(tokens);
  const end = endStatement(tokens);
  const comment = joinComments(start, end);
  return { name, line: start.line, comment, options, label, type, mapKey, number, oneof, extendee };
}

function parseLabel(tokens: TokenStream, oneof: string | undefined): FieldSyntax['label'] {
  for (const label of ['optional', 'required', 'repeated'] as const) {
    if (!tokens.is(label)) continue;
    if (oneof !== undefined) {
      tokens.fail(`"${label}" inside a oneof`, `fields of a oneof have no label: remove "${label}"`);
    }
    tokens.take();
    return label;
  }
  return undefined;
}

function parseOneof(tokens: TokenStream): OneofSyntax {
  const start = tokens.take();
  const name = tokens.name('the name of a oneof').text;
  const comment = openBlock(tokens, start);
  const options: OptionSyntax[] = [];
  const fields: FieldSyntax[] = [];
  while (!tokens.takeEnd(`oneof ${name}`)) {
    if (tokens.is('option')) options.push(parseOptionStatement(tokens));
    else fields.push(parseField(tokens, name, undefined));
  }
  return { name, line: start.line, comment, options, fields };
}

function parseExtend(tokens: TokenStream): FieldSyntax[] {
  tokens.take();
  const extendee = tokens.dottedName('the name of a message', true);
  tokens.expect('{');
  const fields: FieldSyntax[] = [];
  do fields.push(parseField(tokens, undefined, extendee));
  while (!tokens.takeEnd(`extend ${extendee}`));
  return fields;
}

function parseEnum(tokens: TokenStream): EnumSyntax {
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

function parseService(tokens: TokenStream): ServiceSyntax {
  const start = tokens.take();
  const name = tokens.name('the name of a service').text;
  const comment = openBlock(tokens, start);
  const options: OptionSyntax[] = [];
  const methods: MethodSyntax[] = [];
  while (!tokens.takeEnd(`service ${name}`)) {
    if (tokens.is('option')) options.push(parseOptionStatement(tokens));
    else if (tokens.is('rpc')) methods.push(parseMethod(tokens));
    else if (!tokens.takeIf(';')) tokens.expect('rpc', 'a service holds rpc and option');
  }
  return { name, line: start.line, comment, options, methods };
}

function parseMethod(tokens: TokenStream): MethodSyntax {
  const start = tokens.take();
  const name = tokens.name('the name of an rpc').text;
  const [request, requestStream] = parseMethodType(tokens);
  tokens.expect('returns', 'an rpc is written rpc Name(Request) returns (Response);');
  const [response, responseStream] = parseMethodType(tokens);
  const options: OptionSyntax[] = [];
  let end = tokens.takeIf(';');
  if (end === undefined) {
    if (!tokens.is('{')) tokens.expect(';', 'end the rpc with ;');
    end = tokens.take();
    while (!tokens.takeEnd(`rpc ${name}`)) {
      if (tokens.is('option')) options.push(parseOptionStatement(tokens));
      else tokens.expect(';', 'the block of an rpc holds options only');
    }
  }
  const comment = joinComments(start, end);
  return { name, line: start.line, comment, options, request, requestStream, response, responseStream };
}

function parseMethodType(tokens: TokenStream): [type: string, isStream: boolean] {
  tokens.expect('(', 'an rpc is written rpc Name(Request) returns (Response);');
  const isStream = tokens.takeIf('stream') !== undefined;
  const type = tokens.dottedName('the name of a message', true);
  tokens.expect(')');
  return [type, isStream];
}

function parseExtensionRanges(tokens: TokenStream): RangeSyntax[] {
  const { line } = tokens.take();
  const ranges: RangeSyntax[] = [];
  do ranges.push(parseRange(tokens, line, maxFieldNumber, false));
  while (tokens.takeIf(','));
  parseBracketOptions(tokens);
  endStatement(tokens);
  return ranges;
}

function endStatement(tokens: TokenStream): Token {
  return tokens.expect(';', 'end the statement with ;');
}

function openBlock(tokens: TokenStream, start: Token): string {
  return joinComments(start, tokens.expect('{'));
}

function joinComments(start: Token, end: Token): string {
  return [start.leading, end.trailing].filter((text) => text !== '').join('\n');
}

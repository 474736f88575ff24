import { parseEnum } from './enum-parser.js';
import { parseBracketOptions } from './option-parser.js';
import { emptyReserved, parseRange, parseReserved } from './range-parser.js';
import { endStatement, joinComments, openBlock, parseOptionStatement } from './statements.js';
import type {
  EnumSyntax,
  ExtensionRangesSyntax,
  FieldSyntax,
  MessageSyntax,
  OneofSyntax,
  OptionSyntax,
  RangeSyntax,
} from './syntax.js';
import type { TokenStream } from './token-stream.js';

/** As deep as protoc and protobufjs let messages nest. */
const maxLevels = 31;
const maxFieldNumber = 0x1fffffff;

export function parseMessage(tokens: TokenStream, depth: number): MessageSyntax {
  const start = tokens.take();
  checkDepth(tokens, depth);
  const name = tokens.name('the name of a message').text;
  const comment = openBlock(tokens, start);
  return { name, line: start.line, comment, ...parseMessageBody(tokens, `message ${name}`, depth) };
}

function checkDepth(tokens: TokenStream, depth: number): void {
  if (depth >= maxLevels) tokens.fail('messages nested too deep', `at most ${maxLevels} levels are read`);
}

/** What stands between the braces of a message or group. */
function parseMessageBody(
  tokens: TokenStream,
  what: string,
  depth: number,
): Omit<MessageSyntax, 'name' | 'line' | 'comment'> {
  const options: OptionSyntax[] = [];
  const fields: FieldSyntax[] = [];
  const oneofs: OneofSyntax[] = [];
  const messages: MessageSyntax[] = [];
  const enums: EnumSyntax[] = [];
  const extensions: FieldSyntax[] = [];
  const extensionRanges: ExtensionRangesSyntax[] = [];
  const reserved = emptyReserved();

  const inside: Surroundings = { messages, depth };
  while (!tokens.takeEnd(what)) {
    switch (tokens.next.kind === 'identifier' ? tokens.next.text : '') {
      case 'message':
        messages.push(parseMessage(tokens, depth + 1));
        break;
      case 'enum':
        enums.push(parseEnum(tokens));
        break;
      case 'extend':
        for (const field of parseExtend(tokens, messages, depth + 1)) extensions.push(field);
        break;
      case 'extensions':
        extensionRanges.push(parseExtensionRanges(tokens));
        break;
      case 'reserved':
        parseReserved(tokens, reserved, maxFieldNumber, false);
        break;
      case 'option':
        options.push(parseOptionStatement(tokens));
        break;
      case 'oneof': {
        const oneof = parseOneof(tokens, inside);
        oneofs.push(oneof);
        for (const field of oneof.fields) fields.push(field);
        break;
      }
      default:
        if (!tokens.takeIf(';')) fields.push(parseField(tokens, inside));
    }
  }
  return {
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

/** What a field stands in. */
interface Surroundings {
  /** Where the message of a group goes. */
  readonly messages: MessageSyntax[];
  /** How deep a message would be here, less one. */
  readonly depth: number;
  readonly oneof?: string;
  readonly extendee?: string;
}

function parseField(tokens: TokenStream, { messages, depth, oneof, extendee }: Surroundings): FieldSyntax {
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
    if (tokens.takeIf('group')) return parseGroup();
    type = tokens.dottedName('the type of a field', true);
  }
  const name = tokens.name('the name of a field').text;
  tokens.expect('=', 'a field is written type name = number;');
  const number = tokens.number('the number of the field');
  const options = parseBracketOptions(tokens);
  const end = endStatement(tokens);
  const comment = joinComments(start, end);
  return {
    name,
    line: start.line,
    comment,
    options,
    label,
    type,
    isGroup: false,
    mapKey,
    number,
    oneof,
    extendee,
  };

  function parseGroup(): FieldSyntax {
    checkDepth(tokens, depth + 1);
    const { text: name } = tokens.name('the name of a group');
    if (!/^[A-Z]/.test(name)) {
      tokens.fail(`group ${name} starts with a small letter`, 'groups are messages: use a capital');
    }
    tokens.expect('=', 'a group is written group Name = number { … }');
    const number = tokens.number('the number of the group');
    const options = parseBracketOptions(tokens);
    const end = tokens.expect('{', 'a group is written group Name = number { … }');
    const comment = joinComments(start, end);
    const declared = { line: start.line, comment };
    messages.push({ name, ...declared, ...parseMessageBody(tokens, `group ${name}`, depth + 1) });
    return {
      ...declared,
      name: name.toLowerCase(),
      options,
      label,
      type: name,
      isGroup: true,
      mapKey: undefined,
      number,
      oneof,
      extendee,
    };
  }
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

function parseOneof(tokens: TokenStream, around: Surroundings): OneofSyntax {
  const start = tokens.take();
  const name = tokens.name('the name of a oneof').text;
  const comment = openBlock(tokens, start);
  const options: OptionSyntax[] = [];
  const fields: FieldSyntax[] = [];
  while (!tokens.takeEnd(`oneof ${name}`)) {
    if (tokens.is('option')) options.push(parseOptionStatement(tokens));
    else fields.push(parseField(tokens, { ...around, oneof: name }));
  }
  return { name, line: start.line, comment, options, fields };
}

export function parseExtend(tokens: TokenStream, messages: MessageSyntax[], depth: number): FieldSyntax[] {
  tokens.take();
  const extendee = tokens.dottedName('the name of a message', true);
  tokens.expect('{');
  const fields: FieldSyntax[] = [];
  // A group's own depth is one more than that of the message around
  do fields.push(parseField(tokens, { messages, depth: depth - 1, extendee }));
  while (!tokens.takeEnd(`extend ${extendee}`));
  return fields;
}

function parseExtensionRanges(tokens: TokenStream): ExtensionRangesSyntax {
  const { line } = tokens.take();
  const ranges: RangeSyntax[] = [];
  do ranges.push(parseRange(tokens, line, maxFieldNumber, false));
  while (tokens.takeIf(','));
  const options = parseBracketOptions(tokens);
  endStatement(tokens);
  return { line, ranges, options };
}

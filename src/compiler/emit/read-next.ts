import { MAX_DEPTH } from '../../codec/read-raw.js';
import type { FieldModel, MessageModel } from '../model.js';
import { construction, local, propertiesOf } from './made-object.js';
import { closedShape, readRun, readSingular } from './read-value.js';
import { fieldScalar, tagOf } from './scalars.js';
import type { Scope } from './scope.js';
import { block, indent, quoted, typed } from './source.js';
import { oneofProperty, valueType } from './types.js';

// What reads fields where they are expected, one behind the other. The common encodings, and small messages within, are read by
// code written out, as V8 inlines only so much into one function; the Reader's methods read the others, and refuse what is malformed.

/** The last tag that takes one byte. */
const LAST_SHORT_TAG = 127;

/** Values of a message that is read within what contains it. */
const FEW_VALUES = 4;

const byte = `bytes[pos]${typed('!')}`;
const nextByte = `bytes[pos++]${typed('!')}`;

/**
 * Reads what encoders write, all fields in the order of their numbers, into local variables, and makes the message of them;
 * leaves to the function that merges whatever stands elsewhere. `made` is then the message.
 */
export function readInOrder(message: MessageModel, scope: Scope): string[] {
  const properties = propertiesOf(message, scope);
  const missing = message.fields.flatMap(missingCheck);
  return [
    ...(missing.length > 0 ? ['const start = pos;'] : []),
    ...properties.map(({ name, localType, initial }) => {
      const declared = `let ${local(name)}${typed(`: ${localType}`)}`;
      return initial === undefined ? `${declared};` : `${declared} = ${initial};`;
    }),
    ...message.fields.flatMap((field) => readNext(message, field, scope)),
    ...construction(constructorName(message, scope), properties),
    `if (pos !== end) ${scope.ref(message.fullName, 'merge')}(reader, bytes, pos, end, made);`,
    ...missing,
  ];
}

export function constructorName(message: MessageModel, scope: Scope): string {
  return scope.localOf(message.fullName, `${scope.ref(message.fullName, 'type', false)}Object`);
}

/** A field that must be there: a required one, or bytes of a length that is not 0. */
function missingCheck({ label, property, exactBytes }: FieldModel): string[] {
  const fail = (problem: string) => `reader.missing(${quoted(property)}, start, ${quoted(problem)});`;
  if (label === 'required') {
    return block(`if (made.${property} === undefined)`, [fail('required, but not there')]);
  }
  if (label !== 'implicit' || exactBytes === undefined) return [];
  return block(`if (made.${property}.length === 0)`, [fail(`0 bytes instead of ${exactBytes}`)]);
}

/** A field where it is expected; nothing for what is rare. */
function readNext(message: MessageModel, field: FieldModel, scope: Scope): string[] {
  const scalar = fieldScalar(field);
  const isPacked = field.label === 'repeated' && scalar !== undefined && scalar.wireType !== 2;
  const tag = tagOf(field.number, isPacked ? 2 : (scalar?.wireType ?? 2));
  const isRare = field.label === 'map' || field.delimited || (isPacked && !field.packed);
  if (isRare || tag > LAST_SHORT_TAG || closedShape(field, scope) !== undefined) return [];
  const next = isNext(tag);
  const target = local(field.oneof === undefined ? field.property : oneofProperty(message, field.oneof));
  if (field.label !== 'repeated') {
    const assign = (value: string): string =>
      field.label === 'oneof'
        ? `${target} = { case: ${quoted(field.property)}, value: ${value} };`
        : `${target} = ${value};`;
    return block(`if (${next})`, readNextValue(field, assign, scope));
  }
  if (isPacked)
    return block(`if (${next})`, [`${target} = [];`, ...readRun(field, target, 'pos + 1', scope)]);
  if (scalar?.reader === 'string') return block(`if (${next})`, readTexts(field, target, tag));
  return block(
    `if (${next})`,
    field.type.kind === 'message'
      ? readMessages(field, target, tag, scope)
      : readList(field, target, tag, scope),
  );
}

function readTexts({ maxItems, maxBytes }: FieldModel, target: string, tag: number): string[] {
  const limits = maxBytes === undefined ? [maxItems] : [maxItems ?? 'undefined', maxBytes];
  const most = limits.map((limit) => (limit === undefined ? '' : `, ${limit}`)).join('');
  return [`${target} = reader.texts(bytes, pos + 1, end, ${tag}${most});`, 'pos = reader.pos;'];
}

/** Elements into a list of the right length, known from counting them first. */
function readList(field: FieldModel, target: string, tag: number, scope: Scope): string[] {
  return [
    `${target} = ${arrayOf(field, tag, scope)};`,
    'let place = 0;',
    ...block(
      'do',
      [...nextRoom(field), ...readNextValue(field, (value) => `${target}[place++] = ${value};`, scope)],
      `} while (${isNext(tag)});`,
    ),
  ];
}

/**
 * One or two messages make a list at once: counting them takes as long as reading a short one. More are counted from the
 * third on.
 */
function readMessages(field: FieldModel, target: string, tag: number, scope: Scope): string[] {
  const list = `${target}${typed('!')}`;
  const first = `${list}[0]${typed('!')}`;
  const listOf = scope.held('listOf');
  return [
    'let place = 0;',
    ...block(
      'do',
      [
        ...nextRoom(field),
        `let item${typed(`: ${valueType(field, scope)}`)};`,
        ...readNextValue(field, (value) => `item = ${value};`, scope),
        `if (place > 1) ${list}[place] = item;`,
        `else if (place === 0) ${target} = ${listOf}(item);`,
        `else if (!(${isNext(tag)})) ${target} = ${listOf}(${first}, item);`,
        ...block('else', [
          `const first = ${first};`,
          `${target} = ${arrayOf(field, tag, scope, '2 + ')};`,
          `${target}[0] = first;`,
          `${target}[1] = item;`,
        ]),
        'place++;',
      ],
      `} while (${isNext(tag)});`,
    ),
  ];
}

/** A list with room for the elements from `pos` on. */
function arrayOf(field: FieldModel, tag: number, scope: Scope, more = ''): string {
  const most = field.maxItems === undefined ? '' : `, ${field.maxItems}`;
  return `new ${scope.held('ListOfLength')}${typed(`<${valueType(field, scope)}>`)}(${more}reader.run(bytes, pos + 1, end, ${tag}${most}))`;
}

function isNext(tag: number): string {
  return `pos < end && bytes[pos] === ${tag}`;
}

/** What `room` and `counted` ask, written out. */
function nextRoom({ maxItems, type }: FieldModel): string[] {
  return [
    ...(maxItems === undefined
      ? []
      : [`if (place >= ${maxItems}) reader.room(pos + 1, place, ${maxItems});`]),
    ...(type.kind === 'message' ? [] : ['if (--reader.elements < 0) reader.beyondLimits(pos + 1);']),
  ];
}

function readNextValue(field: FieldModel, assign: (value: string) => string, scope: Scope): string[] {
  if (field.type.kind === 'message') return readNextMessage(field.type.name, assign, scope);
  const { reader } = fieldScalar(field) ?? { reader: '' };
  switch (reader) {
    case 'uint32':
    case 'int32':
      return readShort(reader, nextByte, assign);
    case 'bool':
      return readShort(reader, `${nextByte} !== 0`, assign);
    case 'byteField':
      return [...readSize, ...checkSize(field), ...readView(field, assign)];
    case 'string':
      return [...readSize, ...checkSize(field), assign('reader.text(bytes, pos, size)'), 'pos += size;'];
    default:
      return readSingular(field, undefined, assign, 'pos + 1', scope);
  }
}

/** A varint, most of which take one byte. */
function readShort(reader: string, value: string, assign: (value: string) => string): string[] {
  return [
    `if (++pos < end && ${byte} < 128) ${assign(value)}`,
    ...block('else', [assign(`reader.${reader}(bytes, pos, end)`), 'pos = reader.pos;']),
  ];
}

/** A length, most of which take one or two bytes; `pos` is then where what has it starts. */
const readSize = [
  'const at = ++pos;',
  `let size = pos < end ? ${nextByte} : 128;`,
  `if (size > 127 && pos < end) size = (size & 127) | (${nextByte} << 7);`,
  ...block('if (size > 16383 || size > end - pos)', [
    'size = reader.size(bytes, at, end);',
    'pos = reader.pos;',
  ]),
];

function checkSize({ exactBytes, maxBytes }: FieldModel): string[] {
  if (exactBytes !== undefined)
    return [`if (size !== ${exactBytes}) reader.wrongLength(pos, size, ${exactBytes});`];
  return maxBytes === undefined ? [] : [`if (size > ${maxBytes}) reader.tooLong(pos, size, ${maxBytes});`];
}

/** The first view is made by the Reader, which then knows the bytes' buffer, as are all where copies are wanted. */
function readView({ exactBytes }: FieldModel, assign: (value: string) => string): string[] {
  const isThere = exactBytes === undefined ? 'size !== 0 && ' : '';
  return [
    `if (${isThere}reader.buffer !== undefined) ${assign('new Uint8Array(reader.buffer, reader.offset + pos, size)')}`,
    `else ${assign('reader.bytes(bytes, pos, size)')}`,
    'pos += size;',
  ];
}

function readNextMessage(name: string, assign: (value: string) => string, scope: Scope): string[] {
  const message = scope.ownMessage(name);
  const isSmall = message !== undefined && valuesOf(message, scope, []) <= FEW_VALUES;
  return [
    `if (++reader.depth > ${MAX_DEPTH} || --reader.elements < 0) reader.beyondLimits(pos + 1);`,
    ...readSize,
    ...(isSmall
      ? [...readWithin(message, scope), assign('nested')]
      : [assign(`${scope.ref(name, 'read')}(reader, bytes, pos, pos + size)`), 'pos += size;']),
    'reader.depth--;',
  ];
}

/** A small message, without a call: `nested` is then the message. */
function readWithin(message: MessageModel, scope: Scope): string[] {
  return [
    `let nested${typed(`: ${scope.ref(message.fullName, 'type', false)}`)};`,
    '{',
    ...indent(['const end = pos + size;', ...readInOrder(message, scope), 'nested = made;', 'pos = end;']),
    '}',
  ];
}

/** How many values a message has, those of messages in it included; Infinity if it is more than plain values. */
function valuesOf({ fullName, fields }: MessageModel, scope: Scope, within: readonly string[]): number {
  if (within.includes(fullName)) return Infinity;
  let values = 0;
  for (const { label, type, delimited } of fields) {
    if (label === 'repeated' || label === 'map' || label === 'oneof' || delimited) return Infinity;
    const inner = type.kind === 'message' ? scope.ownMessage(type.name) : undefined;
    if (inner === undefined && type.kind === 'message') return Infinity;
    values += inner === undefined ? 1 : valuesOf(inner, scope, [...within, fullName]);
  }
  return values;
}

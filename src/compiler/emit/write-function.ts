import type { FieldModel, MessageModel } from '../model.js';
import { fieldScalar, scalarOf, tagOf, type Scalar } from './scalars.js';
import type { Scope } from './scope.js';
import { isAlwaysShort } from './short-message.js';
import { block, functionCode, indent, quoted, typed } from './source.js';
import { oneofProperty } from './types.js';

/** What the blocks of one function share. */
interface Writing {
  readonly message: MessageModel;
  readonly scope: Scope;
  /** Constants of the module: one for each field that holds messages. */
  readonly hints: string[];
}

const START_GROUP = 3;
const END_GROUP = 4;

/** The function that writes a message: straight-line code, one block a field. */
export function writeFunction(message: MessageModel, scope: Scope): string[] {
  const name = scope.ref(message.fullName, 'write');
  const type = scope.ref(message.fullName, 'type', false);
  const writing: Writing = { message, scope, hints: [] };
  const body: string[] = [];
  if (!message.fields.some((field) => isChecked(field))) body.push(`${scope.held('checkMessage')}(message);`);
  const oneofs = new Set<string>();
  for (const field of message.fields) {
    if (field.oneof === undefined) {
      body.push(...writeField(field, writing));
    } else if (!oneofs.has(field.oneof)) {
      oneofs.add(field.oneof);
      body.push(...writeOneof(field.oneof, writing));
    }
  }
  const kept = scope.value('anyUnknownKept');
  body.push(`if (${kept}) at = ${scope.value('writeUnknown')}(bytes, at, message);`, 'return at;');
  const parameters = [
    `bytes${typed(': Uint8Array')}`,
    `at${typed(': number')}`,
    `message${typed(`: ${type}`)}`,
  ];
  return [...writing.hints, ...functionCode(`export function ${name}`, parameters, 'number', body)];
}

/** Whether writing the field fails on a value that is no object at all. */
function isChecked(field: FieldModel): boolean {
  return field.label !== 'optional' && field.label !== 'oneof' && !isSingularMessage(field);
}

function isSingularMessage(field: FieldModel): boolean {
  return field.label === 'implicit' && field.type.kind === 'message';
}

function writeField(field: FieldModel, writing: Writing): string[] {
  const value = `message.${field.property}`;
  switch (field.label) {
    case 'implicit':
      if (field.type.kind === 'message')
        return block(`if (${value} !== undefined)`, writeTagged(field, value, writing));
      if (field.exactBytes !== undefined) return writeTagged(field, value, writing);
      return writeImplicit(field, value, writing);
    case 'optional':
    case 'oneof':
      return block(`if (${value} !== undefined)`, writeTagged(field, value, writing));
    case 'required': {
      const lines = writeTagged(field, value, writing);
      // A message's start is a variable of its own.
      return field.type.kind === 'message' ? ['{', ...indent(lines), '}'] : lines;
    }
    case 'repeated':
      return writeRepeated(field, value, writing);
    case 'map':
      return writeMap(field, value, writing);
  }
}

/** A plain field: unwritten when it has its default, which for floats excludes -0. */
function writeImplicit(field: FieldModel, value: string, writing: Writing): string[] {
  const { scope } = writing;
  const scalar = fieldScalar(field);
  if (scalar === undefined) return [];
  const isFloat = scalar.writer === 'writeFloat' || scalar.writer === 'writeDouble';
  const isSet = isFloat
    ? `!${scope.held('isZero')}(${value})`
    : scalar.type === 'Uint8Array'
      ? `!${scope.held('isEmpty')}(${value})`
      : `${value} !== ${scalar.zero}`;
  return block(`if (${isSet})`, writeTagged(field, value, writing));
}

function writeRepeated(field: FieldModel, value: string, writing: Writing): string[] {
  const { scope } = writing;
  const limit = field.maxItems === undefined ? '' : `, ${field.maxItems}`;
  const list = `${scope.held('list')}(${value}${limit})`;
  if (field.packed) {
    return block(`if (${list}.length > 0)`, [
      ...writeTag(tagOf(field.number, 2)),
      'const hole = at++;',
      ...overItems(value, [writeScalar(field, 'at', 'item', scope)]),
      `at = ${scope.held('fillHole')}(bytes, hole, at);`,
    ]);
  }
  const scalar = fieldScalar(field);
  if (scalar?.type === 'string') {
    const tag = tagOf(field.number, scalar.wireType);
    return [`at = ${scope.held('writeStrings')}(bytes, at, ${tag}, ${list}${maxBytes(field)});`];
  }
  return ['{', ...indent(overItems(list, writeTagged(field, 'item', writing))), '}'];
}

/** A loop by index: V8 does more for one over an iterator. */
function overItems(list: string, body: readonly string[]): string[] {
  return [
    `const items = ${list};`,
    ...block('for (let index = 0; index < items.length; index++)', [
      `const item = items[index]${typed('!')};`,
      ...body,
    ]),
  ];
}

function writeMap(field: FieldModel, value: string, writing: Writing): string[] {
  const { scope } = writing;
  const limit = field.maxItems === undefined ? '' : `, ${field.maxItems}`;
  const keyScalar = scalarOf(field.mapKey ?? 'string', false);
  return block(`for (const [key, value] of ${scope.held('entries')}(${value}${limit}))`, [
    ...writeTag(tagOf(field.number, 2)),
    'const hole = at++;',
    ...writeHead(tagOf(1, keyScalar.wireType)),
    `at = ${scope.held(keyScalar.writer)}(bytes, at + 1, key);`,
    ...writeValue(field, 2, 'value', writing),
    `at = ${scope.held('fillHole')}(bytes, hole, at);`,
  ]);
}

function writeOneof(oneof: string, writing: Writing): string[] {
  const { message, scope } = writing;
  const property = oneofProperty(message, oneof);
  const cases = message.fields
    .filter((field) => field.oneof === oneof)
    .flatMap((field) => {
      const lines = [...writeTagged(field, 'choice.value', writing), 'break;'];
      const head = `case ${quoted(field.property)}:`;
      return field.type.kind === 'message' ? block(head, lines) : [head, ...indent(lines)];
    });
  const body = [
    `const choice = message.${property};`,
    ...block('if (choice !== undefined)', [
      ...block('switch (choice.case)', [...cases, 'default:', `  ${scope.value('refuse')}();`]),
    ]),
  ];
  return ['{', ...indent(body), '}'];
}

function writeTagged(field: FieldModel, value: string, writing: Writing): string[] {
  if (field.delimited && field.type.kind === 'message') {
    const write = writing.scope.ref(field.type.name, 'write');
    return [
      ...writeTag(tagOf(field.number, START_GROUP)),
      `at = ${write}(bytes, ${writing.scope.held('room')}(bytes, at), ${value});`,
      ...writeTag(tagOf(field.number, END_GROUP)),
    ];
  }
  return writeValue(field, field.number, value, writing);
}

/** A value with its tag. In an entry of a map its number is another than that of the map. */
function writeValue(field: FieldModel, number: number, value: string, writing: Writing): string[] {
  const { scope } = writing;
  const tag = tagOf(number, fieldScalar(field)?.wireType ?? 2);
  if (field.type.kind !== 'message') return [...writeHead(tag), writeScalar(field, 'at + 1', value, scope)];
  const write = scope.ref(field.type.name, 'write');
  if (isAlwaysShort(field.type.name, scope)) {
    const fill = scope.held('fillHole');
    return [
      ...writeTag(tag),
      'const start = at++;',
      `at = ${fill}(bytes, start, ${write}(bytes, at, ${value}));`,
    ];
  }
  const hint = lengthHint(field, writing);
  return [
    ...writeTag(tag),
    `const start = at + ${hint}.width;`,
    `at = ${scope.held('patchLength')}(bytes, at, start, ${write}(bytes, start, ${value}), ${hint});`,
  ];
}

function lengthHint(field: FieldModel, { message, scope, hints }: Writing): string {
  const type = scope.ref(message.fullName, 'type', false);
  const name = scope.local(`lengthOf${type}_${field.property}`);
  hints.push(`const ${name} = { width: 1 };`);
  return name;
}

function writeScalar(field: FieldModel, at: string, value: string, scope: Scope): string {
  if (field.exactBytes !== undefined) {
    return `at = ${scope.held('writeExactBytes')}(bytes, ${at}, ${value}, ${field.exactBytes});`;
  }
  if (field.type.kind === 'enum' && scope.enum(field.type.name)?.closed === true) {
    const shape = scope.ref(field.type.name, 'shape');
    return `at = ${scope.held('writeClosedEnum')}(bytes, ${at}, ${value}, ${shape});`;
  }
  const isLimited =
    field.maxBytes !== undefined && field.type.kind === 'scalar' && field.type.scalar === 'bytes';
  const writer = isLimited ? 'writeLimitedBytes' : (fieldScalar(field) as Scalar).writer;
  return `at = ${scope.held(writer)}(bytes, ${at}, ${value}${maxBytes(field)});`;
}

function maxBytes(field: FieldModel): string {
  return field.maxBytes === undefined ? '' : `, ${field.maxBytes}`;
}

/** The tag's bytes are known when the code is made. */
function writeTag(tag: number): string[] {
  return tag > 127
    ? [`bytes[at++] = ${(tag % 128) + 128};`, ...writeTag(Math.floor(tag / 128))]
    : [`bytes[at++] = ${tag};`];
}

/** A tag whose last byte stands at `at`, as code for that is shorter: V8 inlines by length. */
function writeHead(tag: number): string[] {
  return tag > 127
    ? [`bytes[at++] = ${(tag % 128) + 128};`, ...writeHead(Math.floor(tag / 128))]
    : [`bytes[at] = ${tag};`];
}

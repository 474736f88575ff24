import type { FieldModel, MessageModel } from '../model.js';
import { local } from './made-object.js';
import { fieldScalar, scalarOf, tagOf } from './scalars.js';
import type { Scope } from './scope.js';
import { fitsRoom } from './short-message.js';
import { block, functionCode, indent, quoted, typed } from './source.js';
import { oneofProperty } from './types.js';
import {
  callWriter,
  checkRoom,
  writeCalled,
  writeHead,
  writeTag,
  writeTagged,
  type Writing,
} from './write-value.js';

/** The function that writes a message: straight-line code, one block a field. */
export function writeFunction(message: MessageModel, scope: Scope): string[] {
  const name = scope.ref(message.fullName, 'write');
  const type = scope.ref(message.fullName, 'type', false);
  const hasRoom = fitsRoom(message, scope);
  const writing: Writing = { message, scope, hints: [], hasRoom };
  const body: string[] = hasRoom ? [checkRoom(scope)] : [];
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
  if (field.label === 'map') return writeMap(field, writing);
  const value = local(field.property);
  const read = `const ${value} = message.${field.property};`;
  switch (field.label) {
    case 'implicit':
      return [read, ...writeImplicit(field, value, writing)];
    case 'optional':
    case 'oneof':
      return [read, ...block(`if (${value} !== undefined)`, writeTagged(field, value, writing))];
    case 'required':
      return [read, '{', ...indent(writeTagged(field, value, writing)), '}'];
    case 'repeated':
      return [read, ...writeRepeated(field, value, writing)];
  }
}

/** A plain field: unwritten when it has its default, which for floats excludes -0. */
function writeImplicit(field: FieldModel, value: string, writing: Writing): string[] {
  const { scope } = writing;
  const lines = writeTagged(field, value, writing);
  const scalar = fieldScalar(field);
  if (scalar === undefined) return block(`if (${value} !== undefined)`, lines);
  if (field.exactBytes !== undefined) return lines;
  const isFloat = scalar.writer === 'writeFloat' || scalar.writer === 'writeDouble';
  const isSet = isFloat
    ? `!${scope.held('isZero')}(${value})`
    : scalar.type === 'Uint8Array'
      ? `!${scope.held('isEmpty')}(${value})`
      : `${value} !== ${scalar.zero}`;
  return block(`if (${isSet})`, lines);
}

function writeRepeated(field: FieldModel, list: string, writing: Writing): string[] {
  const { scope } = writing;
  const isTooLong = field.maxItems === undefined ? '' : ` || ${list}.length > ${field.maxItems}`;
  const check = `if (!Array.isArray(${list})${isTooLong}) ${scope.held('refuse')}();`;
  if (field.packed) {
    return [
      check,
      ...block(`if (${list}.length > 0)`, [
        ...writeTag(tagOf(field.number, 2)),
        'const hole = at++;',
        ...overItems(list, [callWriter(field, 'at', 'item', scope)]),
        `at = ${scope.held('fillHole')}(bytes, hole, at);`,
      ]),
    ];
  }
  const scalar = fieldScalar(field);
  if (scalar?.type === 'string') {
    const tag = tagOf(field.number, scalar.wireType);
    const limit = field.maxBytes === undefined ? '' : `, ${field.maxBytes}`;
    return [check, `at = ${scope.held('writeStrings')}(bytes, at, ${tag}, ${list}${limit});`];
  }
  return [check, ...overItems(list, writeTagged(field, 'item', writing))];
}

/** A loop by index: V8 does more for one over an iterator. */
function overItems(list: string, body: readonly string[]): string[] {
  return block(`for (let index = 0; index < ${list}.length; index++)`, [
    `const item = ${list}[index]${typed('!')};`,
    ...body,
  ]);
}

function writeMap(field: FieldModel, writing: Writing): string[] {
  const { scope } = writing;
  const limit = field.maxItems === undefined ? '' : `, ${field.maxItems}`;
  const keyScalar = scalarOf(field.mapKey ?? 'string', false);
  return block(`for (const [key, value] of ${scope.held('entries')}(message.${field.property}${limit}))`, [
    ...writeTag(tagOf(field.number, 2)),
    'const hole = at++;',
    ...writeHead(tagOf(1, keyScalar.wireType)),
    `at = ${scope.held(keyScalar.writer)}(bytes, at + 1, key);`,
    ...writeCalled(field, 2, 'value', writing),
    `at = ${scope.held('fillHole')}(bytes, hole, at);`,
  ]);
}

function writeOneof(oneof: string, writing: Writing): string[] {
  const { message, scope } = writing;
  const property = oneofProperty(message, oneof);
  const cases = message.fields
    .filter((field) => field.oneof === oneof)
    .flatMap((field) => {
      const value = local(field.property);
      return block(`case ${quoted(field.property)}:`, [
        `const ${value} = choice.value;`,
        ...writeTagged(field, value, writing),
        'break;',
      ]);
    });
  const body = [
    `const choice = message.${property};`,
    ...block('if (choice !== undefined)', [
      ...block('switch (choice.case)', [...cases, 'default:', `  ${scope.held('refuse')}();`]),
    ]),
  ];
  return ['{', ...indent(body), '}'];
}

import type { FieldModel, MessageModel } from '../model.js';
import { fieldScalar, scalarOf, tagOf } from './scalars.js';
import type { Scope } from './scope.js';
import { block, exportedFunction, indent, quoted, typed } from './source.js';
import { oneofProperty } from './types.js';

/** The function that writes a message: straight-line code, one block a field. */
export function writeFunction(message: MessageModel, scope: Scope): string[] {
  const name = scope.ref(message.fullName, 'write');
  const type = scope.ref(message.fullName, 'type', false);
  const body: string[] = [];
  if (!message.fields.some((field) => isChecked(field)))
    body.push(`${scope.value('checkMessage')}(message);`);
  const oneofs = new Set<string>();
  for (const field of message.fields) {
    if (field.oneof === undefined) {
      body.push(...writeField(field, scope));
    } else if (!oneofs.has(field.oneof)) {
      oneofs.add(field.oneof);
      body.push(...writeOneof(message, field.oneof, scope));
    }
  }
  const kept = scope.value('anyUnknownKept');
  body.push(`if (${kept}) at = ${scope.value('writeUnknown')}(bytes, at, message);`, 'return at;');
  const parameters = [
    `bytes${typed(': Uint8Array')}`,
    `at${typed(': number')}`,
    `message${typed(`: ${type}`)}`,
  ];
  return exportedFunction(name, parameters, 'number', body);
}

/** Whether writing the field fails on a value that is no object at all. */
function isChecked(field: FieldModel): boolean {
  return field.label !== 'optional' && field.label !== 'oneof' && !isSingularMessage(field);
}

function isSingularMessage(field: FieldModel): boolean {
  return field.label === 'implicit' && field.type.kind === 'message';
}

function writeField(field: FieldModel, scope: Scope): string[] {
  const value = `message.${field.property}`;
  switch (field.label) {
    case 'implicit':
      if (field.type.kind === 'message')
        return block(`if (${value} !== undefined)`, writeTagged(field, value, scope));
      if (field.exactBytes !== undefined) return writeTagged(field, value, scope);
      return writeImplicit(field, value, scope);
    case 'optional':
    case 'oneof':
      return block(`if (${value} !== undefined)`, writeTagged(field, value, scope));
    case 'required':
      return writeTagged(field, value, scope);
    case 'repeated':
      return writeRepeated(field, value, scope);
    case 'map':
      return writeMap(field, value, scope);
  }
}

/** A plain field: unwritten when it has its default, which for floats excludes -0. */
function writeImplicit(field: FieldModel, value: string, scope: Scope): string[] {
  const scalar = fieldScalar(field);
  if (scalar === undefined) return [];
  const isFloat = scalar.writer === 'writeFloat' || scalar.writer === 'writeDouble';
  const isSet = isFloat
    ? `!${scope.value('isZero')}(${value})`
    : scalar.type === 'Uint8Array'
      ? `!${scope.value('isEmpty')}(${value})`
      : `${value} !== ${scalar.zero}`;
  return block(`if (${isSet})`, writeTagged(field, value, scope));
}

function writeRepeated(field: FieldModel, value: string, scope: Scope): string[] {
  const limit = field.maxItems === undefined ? '' : `, ${field.maxItems}`;
  const list = `${scope.value('list')}(${value}${limit})`;
  if (!field.packed) return block(`for (const item of ${list})`, writeTagged(field, 'item', scope));
  return block(`if (${list}.length > 0)`, [
    ...writeTag(tagOf(field.number, 2)),
    'const hole = at++;',
    `for (const item of ${value}) ${writeValue(field, 'item', scope)}`,
    `at = ${scope.value('patchLength')}(bytes, hole, at);`,
  ]);
}

function writeMap(field: FieldModel, value: string, scope: Scope): string[] {
  const limit = field.maxItems === undefined ? '' : `, ${field.maxItems}`;
  const keyScalar = scalarOf(field.mapKey ?? 'string', false);
  return block(`for (const [key, value] of ${scope.value('entries')}(${value}${limit}))`, [
    ...writeTag(tagOf(field.number, 2)),
    'const hole = at++;',
    ...writeTag(tagOf(1, keyScalar.wireType)),
    `at = ${scope.value(keyScalar.writer)}(bytes, at, key);`,
    ...writeTag(tagOf(2, fieldScalar(field)?.wireType ?? 2)),
    writeValue(field, 'value', scope),
    `at = ${scope.value('patchLength')}(bytes, hole, at);`,
  ]);
}

function writeOneof(message: MessageModel, oneof: string, scope: Scope): string[] {
  const property = oneofProperty(message, oneof);
  const cases = message.fields
    .filter((field) => field.oneof === oneof)
    .flatMap((field) => [
      `case ${quoted(field.property)}:`,
      ...[...writeTagged(field, 'choice.value', scope), 'break;'].map((line) => `  ${line}`),
    ]);
  const body = [
    `const choice = message.${property};`,
    ...block('if (choice !== undefined)', [
      ...block('switch (choice.case)', [...cases, 'default:', `  ${scope.value('refuse')}();`]),
    ]),
  ];
  return ['{', ...indent(body), '}'];
}

function writeTagged(field: FieldModel, value: string, scope: Scope): string[] {
  const tag = tagOf(field.number, fieldScalar(field)?.wireType ?? 2);
  return [...writeTag(tag), writeValue(field, value, scope)];
}

function writeValue(field: FieldModel, value: string, scope: Scope): string {
  if (field.type.kind === 'message') {
    const write = scope.ref(field.type.name, 'write');
    return `at = ${scope.value('patchLength')}(bytes, at, ${write}(bytes, at + 1, ${value}));`;
  }
  if (field.exactBytes !== undefined) {
    return `at = ${scope.value('writeExactBytes')}(bytes, at, ${value}, ${field.exactBytes});`;
  }
  const writer = scope.value(fieldScalar(field)?.writer ?? '');
  const limit = field.maxBytes === undefined ? '' : `, ${field.maxBytes}`;
  return `at = ${writer}(bytes, at, ${value}${limit});`;
}

/** The tag's bytes are known when the code is made. */
function writeTag(tag: number): string[] {
  const lines: string[] = [];
  let rest = tag;
  while (rest > 127) {
    lines.push(`bytes[at++] = ${(rest % 128) + 128};`);
    rest = Math.floor(rest / 128);
  }
  lines.push(`bytes[at++] = ${rest};`);
  return lines;
}

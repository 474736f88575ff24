import type { FieldModel, MessageModel } from '../model.js';
import { fieldScalar, scalarOf, tagOf } from './scalars.js';
import type { Scope } from './scope.js';
import { block, exportedFunction, indent, quoted, typed } from './source.js';
import { oneofProperty, valueType } from './types.js';

/** The function that reads a message, into one that exists when a field occurs again. */
export function readFunction(message: MessageModel, scope: Scope): string[] {
  const name = scope.ref(message.fullName, 'read');
  const type = scope.ref(message.fullName, 'type', false);
  const create = scope.ref(message.fullName, 'create');
  const cases = message.fields.flatMap((field) => readField(message, field, scope));
  const required = message.fields.filter(
    (field) => field.label === 'implicit' && field.exactBytes !== undefined,
  );
  const skip = 'reader.unknown(tag, message);';
  const body = [
    ...(required.length > 0 ? ['const start = reader.pos;'] : []),
    ...block('while (reader.pos < reader.end)', [
      'const tag = reader.tag();',
      ...(cases.length > 0 ? block('switch (tag)', [...cases, 'default:', `  ${skip}`]) : [skip]),
    ]),
    ...required.flatMap((field) => [
      `if (message.${field.property}.length === 0) {`,
      `  reader.missing(${quoted(field.property)}, start, '0 bytes instead of ${field.exactBytes}');`,
      '}',
    ]),
    'return message;',
  ];
  const parameters = [
    `reader${typed(`: ${scope.type('Reader')}`)}`,
    `message${typed(`: ${type}`)} = ${create}()`,
  ];
  return exportedFunction(name, parameters, type, body);
}

function readField(message: MessageModel, field: FieldModel, scope: Scope): string[] {
  const target = `message.${field.property}`;
  const scalar = fieldScalar(field);
  const tag = tagOf(field.number, scalar?.wireType ?? 2);
  switch (field.label) {
    case 'implicit':
    case 'optional':
    case 'required':
      return caseOf(
        tag,
        readSingular(field, target, (value) => `${target} = ${value};`, scope),
      );
    case 'oneof': {
      const property = oneofProperty(message, field.oneof ?? '');
      return caseOf(tag, readOneof(field, `message.${property}`, scope));
    }
    case 'repeated': {
      const push = [...room(field, `${target}.length`), ...readElement(field, target, scope)];
      const plain = caseOf(tag, push);
      if (scalar === undefined || scalar.wireType === 2) return plain;
      const packed = [
        'const outer = reader.narrow();',
        ...(push.length === 1
          ? [`while (reader.pos < reader.end) ${push[0]}`]
          : block('while (reader.pos < reader.end)', push)),
        'reader.widen(outer);',
      ];
      return [...caseOf(tagOf(field.number, 2), packed, true), ...plain];
    }
    case 'map':
      return caseOf(tagOf(field.number, 2), readMap(field, target, scope), true);
  }
}

function caseOf(
  tag: number,
  body: readonly string[],
  scoped = body.some((line) => line.startsWith('const ')),
): string[] {
  const lines = indent([...body, 'break;']);
  return scoped ? [`case ${tag}: {`, ...lines, '}'] : [`case ${tag}:`, ...lines];
}

function readSingular(
  field: FieldModel,
  previous: string,
  assign: (value: string) => string,
  scope: Scope,
): string[] {
  if (field.type.kind !== 'message') return [assign(readScalar(field))];
  const read = scope.ref(field.type.name, 'read');
  return [
    'const outer = reader.enter();',
    assign(`${read}(reader${previous === '' ? '' : `, ${previous}`})`),
    'reader.leave(outer);',
  ];
}

function readElement(field: FieldModel, target: string, scope: Scope): string[] {
  return readSingular(field, '', (value) => `${target}.push(${value});`, scope);
}

function readOneof(field: FieldModel, target: string, scope: Scope): string[] {
  const name = quoted(field.property);
  const previous = `${target}?.case === ${name} ? ${target}.value : undefined`;
  if (field.type.kind !== 'message') return [`${target} = { case: ${name}, value: ${readScalar(field)} };`];
  const read = scope.ref(field.type.name, 'read');
  return [
    'const outer = reader.enter();',
    `const value = ${read}(reader, ${previous});`,
    'reader.leave(outer);',
    `${target} = { case: ${name}, value };`,
  ];
}

function readMap(field: FieldModel, target: string, scope: Scope): string[] {
  const keyScalar = scalarOf(field.mapKey ?? 'string', false);
  const scalar = fieldScalar(field);
  const type = valueType(field, scope);
  const read = field.type.kind === 'message' ? scope.ref(field.type.name, 'read') : '';
  return [
    ...room(field, `${target}.size`),
    'const outer = reader.narrow();',
    `let key${typed(`: ${keyScalar.type}`)} = ${keyScalar.zero};`,
    scalar === undefined
      ? `let value${typed(`: ${type} | undefined`)};`
      : `let value${typed(`: ${type}`)} = ${zeroOf(scalar.zero, scope)};`,
    ...block('while (reader.pos < reader.end)', [
      'const tag = reader.tag();',
      ...block('switch (tag)', [
        ...caseOf(tagOf(1, keyScalar.wireType), [`key = reader.${keyScalar.reader}();`]),
        ...mapValueCase(field, read),
        'default:',
        '  reader.skip(tag);',
      ]),
    ]),
    ...(scalar === undefined ? [`value ??= ${read}(reader);`] : []),
    'reader.widen(outer);',
    `${target}.set(key, value);`,
  ];
}

function mapValueCase(field: FieldModel, read: string): string[] {
  const scalar = fieldScalar(field);
  if (scalar !== undefined) return caseOf(tagOf(2, scalar.wireType), [`value = ${readScalar(field)};`]);
  return [
    'case 18: {',
    ...indent([
      'const outer = reader.enter();',
      `value = ${read}(reader, value);`,
      'reader.leave(outer);',
      'break;',
    ]),
    '}',
  ];
}

function readScalar(field: FieldModel): string {
  if (field.exactBytes !== undefined) return `reader.exactByteField(${field.exactBytes})`;
  return `reader.${fieldScalar(field)?.reader ?? ''}(${field.maxBytes ?? ''})`;
}

function room(field: FieldModel, count: string): string[] {
  return field.maxItems === undefined ? [] : [`reader.room(${count}, ${field.maxItems});`];
}

export function zeroOf(zero: string, scope: Scope): string {
  return zero === 'noBytes' ? scope.value('noBytes') : zero;
}

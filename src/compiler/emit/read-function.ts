import type { FieldModel, MessageModel } from '../model.js';
import { fieldScalar, scalarOf, tagOf } from './scalars.js';
import type { Scope } from './scope.js';
import { block, exportedFunction, indent, quoted, typed } from './source.js';
import { oneofProperty, valueType } from './types.js';

/** Messages of more fields find a field by `switch` alone. */
const MOST_FIELDS_IN_ORDER = 16;

/** One way in which a field may arrive: its tag, and what reads the value behind it. */
interface Arm {
  readonly tag: number;
  readonly body: readonly string[];
}

/** The function that reads a message, into one that exists when a field occurs again. */
export function readFunction(message: MessageModel, scope: Scope): string[] {
  const name = scope.ref(message.fullName, 'read');
  const type = scope.ref(message.fullName, 'type', false);
  const create = scope.ref(message.fullName, 'create');
  const arms = message.fields.flatMap((field) => readField(message, field, scope));
  const required = message.fields.filter(
    (field) => field.label === 'implicit' && field.exactBytes !== undefined,
  );
  const body = [
    'const { bytes } = reader;',
    'let { pos } = reader;',
    ...(required.length > 0 ? ['const start = pos;'] : []),
    ...block('while (pos < end)', [
      `let tag = bytes[pos++]${typed('!')};`,
      ...block('if (tag > 127)', ['tag = reader.tag(pos - 1, end);', 'pos = reader.pos;']),
      ...(message.fields.length <= MOST_FIELDS_IN_ORDER ? inOrder(arms) : inAnyOrder(arms)),
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
    `end${typed(': number')}`,
    `message${typed(`: ${type}`)} = ${create}()`,
  ];
  return exportedFunction(name, parameters, type, body);
}

const UNKNOWN = 'pos = reader.unknown(tag, pos, end, message);';

/** Fields mostly come in the order of their numbers: behind each, the next is tried before the loop starts again. */
function inOrder(arms: readonly Arm[]): string[] {
  const lines = arms.flatMap(({ tag, body }, index) => {
    const next = arms[index + 1];
    const onward =
      next === undefined || next.tag > 127
        ? ['continue;']
        : [`if (pos === end || bytes[pos] !== ${next.tag}) continue;`, `tag = ${next.tag};`, 'pos++;'];
    return block(`if (tag === ${tag})`, [...body, ...onward]);
  });
  return [...lines, UNKNOWN];
}

function inAnyOrder(arms: readonly Arm[]): string[] {
  const cases = arms.flatMap(({ tag, body }) => caseOf(tag, body));
  return block('switch (tag)', [...cases, 'default:', `  ${UNKNOWN}`]);
}

function caseOf(tag: number, body: readonly string[]): string[] {
  const lines = indent([...body, 'break;']);
  const isScoped = body.some((line) => /^(const|let) /.test(line));
  return isScoped ? [`case ${tag}: {`, ...lines, '}'] : [`case ${tag}:`, ...lines];
}

function readField(message: MessageModel, field: FieldModel, scope: Scope): Arm[] {
  const target = `message.${field.property}`;
  const scalar = fieldScalar(field);
  const tag = tagOf(field.number, scalar?.wireType ?? 2);
  switch (field.label) {
    case 'implicit':
    case 'optional':
    case 'required':
      return [{ tag, body: readSingular(field, target, (value) => `${target} = ${value};`, scope) }];
    case 'oneof': {
      const property = oneofProperty(message, field.oneof ?? '');
      return [{ tag, body: readOneof(field, `message.${property}`, scope) }];
    }
    case 'repeated': {
      const push = readSingular(field, '', (value) => `${target}.push(${value});`, scope);
      const plain = { tag, body: [...room(field, target, 'length'), ...counted(field), ...push] };
      if (scalar === undefined || scalar.wireType === 2) return [plain];
      const run = [
        'const stop = reader.narrow(pos, end);',
        'pos = reader.pos;',
        ...block('while (pos < stop)', [
          ...room(field, target, 'length'),
          `${target}.push(${readScalar(field, 'stop')});`,
          'pos = reader.pos;',
        ]),
      ];
      const packed = { tag: tagOf(field.number, 2), body: run };
      return field.packed ? [packed, plain] : [plain, packed];
    }
    case 'map':
      return [{ tag: tagOf(field.number, 2), body: readMap(field, target, scope) }];
  }
}

function readSingular(
  field: FieldModel,
  previous: string,
  assign: (value: string) => string,
  scope: Scope,
): string[] {
  if (field.type.kind !== 'message') return [assign(readScalar(field, 'end')), 'pos = reader.pos;'];
  const read = scope.ref(field.type.name, 'read');
  return [
    'const inner = reader.enter(pos, end);',
    assign(`${read}(reader, inner${previous === '' ? '' : `, ${previous}`})`),
    'reader.leave();',
    'pos = inner;',
  ];
}

function readOneof(field: FieldModel, target: string, scope: Scope): string[] {
  const name = quoted(field.property);
  if (field.type.kind !== 'message') {
    return [`${target} = { case: ${name}, value: ${readScalar(field, 'end')} };`, 'pos = reader.pos;'];
  }
  const read = scope.ref(field.type.name, 'read');
  const previous = `${target}?.case === ${name} ? ${target}.value : undefined`;
  return [
    'const inner = reader.enter(pos, end);',
    `const value = ${read}(reader, inner, ${previous});`,
    'reader.leave();',
    'pos = inner;',
    `${target} = { case: ${name}, value };`,
  ];
}

function readMap(field: FieldModel, target: string, scope: Scope): string[] {
  const keyScalar = scalarOf(field.mapKey ?? 'string', false);
  const scalar = fieldScalar(field);
  const type = valueType(field, scope);
  const read = field.type.kind === 'message' ? scope.ref(field.type.name, 'read') : '';
  return [
    ...room(field, target, 'size'),
    'reader.element(pos);',
    'const stop = reader.narrow(pos, end);',
    'pos = reader.pos;',
    `let key${typed(`: ${keyScalar.type}`)} = ${keyScalar.zero};`,
    scalar === undefined
      ? `let value${typed(`: ${type} | undefined`)};`
      : `let value${typed(`: ${type}`)} = ${zeroOf(scalar.zero, scope)};`,
    ...block('while (pos < stop)', [
      'const tag = reader.tag(pos, stop);',
      'pos = reader.pos;',
      ...block('switch (tag)', [
        ...caseOf(tagOf(1, keyScalar.wireType), [
          `key = reader.${keyScalar.reader}(pos, stop);`,
          'pos = reader.pos;',
        ]),
        ...caseOf(tagOf(2, scalar?.wireType ?? 2), readMapValue(field, read)),
        'default:',
        '  pos = reader.skip(tag, pos, stop);',
      ]),
    ]),
    ...(scalar === undefined ? [`value ??= ${read}(reader, pos);`] : []),
    `${target}.set(key, value);`,
  ];
}

function readMapValue(field: FieldModel, read: string): string[] {
  if (field.type.kind !== 'message') return [`value = ${readScalar(field, 'stop')};`, 'pos = reader.pos;'];
  return [
    'const inner = reader.enter(pos, stop);',
    `value = ${read}(reader, inner, value);`,
    'reader.leave();',
    'pos = inner;',
  ];
}

function readScalar(field: FieldModel, end: string): string {
  if (field.exactBytes !== undefined) return `reader.exactByteField(pos, ${end}, ${field.exactBytes})`;
  const most = field.maxBytes === undefined ? '' : `, ${field.maxBytes}`;
  return `reader.${fieldScalar(field)?.reader ?? ''}(pos, ${end}${most})`;
}

/** What an element costs of the budget; `enter` counts messages. */
function counted(field: FieldModel): string[] {
  return field.type.kind === 'message' ? [] : ['reader.element(pos);'];
}

function room(field: FieldModel, target: string, count: 'length' | 'size'): string[] {
  if (field.maxItems === undefined) return [];
  return [`reader.room(pos, ${target}.${count}, ${field.maxItems});`];
}

export function zeroOf(zero: string, scope: Scope): string {
  return zero === 'noBytes' ? scope.value('noBytes') : zero;
}

import type { FieldModel } from '../model.js';
import { zeroOf } from './made-object.js';
import { fieldScalar, scalarOf, tagOf } from './scalars.js';
import type { Scope } from './scope.js';
import { block, indent, quoted, typed } from './source.js';
import { valueType } from './types.js';

// What reads a field's value, which starts at `at`.

/** Numbers behind each other under one tag. */
export function readRun(field: FieldModel, target: string, at: string, scope: Scope): string[] {
  const tag = String(tagOf(field.number, fieldScalar(field)?.wireType ?? 0));
  return [
    `const stop = reader.narrow(bytes, ${at}, end);`,
    'pos = reader.pos;',
    ...block('while (pos < stop)', [
      ...room(field, 'pos', `${target}.length`),
      ...readValue(field, 'stop', (value) => `${target}.push(${value});`, 'pos', tag, scope),
    ]),
  ];
}

/** The message that a field may have already: what is read is merged into it. */
export interface Previous {
  readonly isThere: string;
  readonly value: string;
}

export function readSingular(
  field: FieldModel,
  previous: Previous | undefined,
  assign: (value: string) => string,
  at: string,
  scope: Scope,
): string[] {
  if (field.type.kind !== 'message') return readValue(field, 'end', assign, at, 'tag', scope);
  return readMessage(field, 'end', previous, assign, at, scope);
}

/** A message in a message, or the rest of the one before it. */
function readMessage(
  field: FieldModel,
  end: string,
  previous: Previous | undefined,
  assign: (value: string) => string,
  at: string,
  scope: Scope,
): string[] {
  const name = field.type.kind === 'message' ? field.type.name : '';
  const read = (from: string, to: string): string => {
    const anew = `${scope.ref(name, 'read')}(reader, bytes, ${from}, ${to})`;
    if (previous === undefined) return anew;
    const { isThere, value } = previous;
    return `${isThere} ? ${scope.ref(name, 'merge')}(reader, bytes, ${from}, ${to}, ${value}) : ${anew}`;
  };
  if (field.delimited) {
    return [
      `reader.enterGroup(pos, ${tagOf(field.number, 4)});`,
      assign(read('pos', end)),
      'pos = reader.leaveGroup(pos);',
    ];
  }
  return [
    `const inner = reader.enter(bytes, ${at}, ${end});`,
    assign(read('reader.pos', 'inner')),
    'reader.leave();',
    'pos = inner;',
  ];
}

/** A value that is no message; what a closed enum does not name is kept under `tag` like an unknown field. */
function readValue(
  field: FieldModel,
  end: string,
  assign: (value: string) => string,
  at: string,
  tag: string,
  scope: Scope,
): string[] {
  const closed = closedShape(field, scope);
  if (closed === undefined) return [assign(readScalar(field, at, end)), 'pos = reader.pos;'];
  return [
    `const value = ${readScalar(field, at, end)}${typed(` as ${valueType(field, scope)}`)};`,
    `if (${scope.held('isNamed')}(${closed}, value)) ${assign('value')}`,
    `else reader.unnamed(${tag}, bytes, pos, message);`,
    'pos = reader.pos;',
  ];
}

export function readOneof(field: FieldModel, target: string, at: string, scope: Scope): string[] {
  const name = quoted(field.property);
  if (field.type.kind !== 'message') {
    const assign = (value: string): string => `${target} = { case: ${name}, value: ${value} };`;
    return readValue(field, 'end', assign, at, 'tag', scope);
  }
  const previous = { isThere: `${target}?.case === ${name}`, value: `${target}.value` };
  return [
    ...readMessage(field, 'end', previous, (value) => `const value = ${value};`, at, scope),
    `${target} = { case: ${name}, value };`,
  ];
}

export function readMap(field: FieldModel, target: string, scope: Scope): string[] {
  const keyScalar = scalarOf(field.mapKey ?? 'string', false);
  const scalar = fieldScalar(field);
  const type = valueType(field, scope);
  const closed = closedShape(field, scope);
  const previous = { isThere: 'value !== undefined', value: 'value' };
  const value =
    field.type.kind === 'message'
      ? readMessage(field, 'stop', previous, (value) => `value = ${value};`, 'pos', scope)
      : [
          `value = ${readScalar(field, 'pos', 'stop')}${closed === undefined ? '' : typed(` as ${type}`)};`,
          'pos = reader.pos;',
        ];
  const set = `${target}.set(key, value);`;
  return [
    ...room(field, 'pos', `${target}.size`),
    'reader.element(pos);',
    ...(closed === undefined ? [] : ['const from = pos;']),
    'const stop = reader.narrow(bytes, pos, end);',
    'pos = reader.pos;',
    `let key${typed(`: ${keyScalar.type}`)} = ${keyScalar.zero};`,
    scalar === undefined
      ? `let value${typed(`: ${type} | undefined`)};`
      : `let value${typed(`: ${type}`)} = ${zeroOf(scalar.zero, scope)}${closed === undefined ? '' : typed(` as ${type}`)};`,
    ...block('while (pos < stop)', [
      'const tag = reader.tag(bytes, pos, stop);',
      'pos = reader.pos;',
      ...block('switch (tag)', [
        ...caseOf(tagOf(1, keyScalar.wireType), [
          `key = reader.${keyScalar.reader}(bytes, pos, stop);`,
          'pos = reader.pos;',
        ]),
        ...caseOf(tagOf(2, scalar?.wireType ?? 2), value),
        'default:',
        '  pos = reader.skip(tag, bytes, pos, stop);',
      ]),
    ]),
    ...(field.type.kind === 'message'
      ? [`value ??= ${scope.ref(field.type.name, 'read')}(reader, bytes, pos, pos);`]
      : []),
    ...(closed === undefined
      ? [set]
      : [
          'reader.pos = stop;',
          `if (${scope.held('isNamed')}(${closed}, value)) ${set}`,
          `else reader.unnamed(${tagOf(field.number, 2)}, bytes, from, message);`,
        ]),
  ];
}

function readScalar(field: FieldModel, at: string, end: string): string {
  if (field.exactBytes !== undefined)
    return `reader.exactByteField(bytes, ${at}, ${end}, ${field.exactBytes})`;
  const most = field.maxBytes === undefined ? '' : `, ${field.maxBytes}`;
  return `reader.${fieldScalar(field)?.reader ?? ''}(bytes, ${at}, ${end}${most})`;
}

/** The table of a field's enum, if it is closed. */
export function closedShape({ type }: FieldModel, scope: Scope): string | undefined {
  if (type.kind !== 'enum' || scope.enum(type.name)?.closed !== true) return undefined;
  return scope.ref(type.name, 'shape');
}

/** What an element costs of the budget; `enter` counts messages. */
export function counted(field: FieldModel, at: string): string[] {
  return field.type.kind === 'message' ? [] : [`reader.element(${at});`];
}

export function room(field: FieldModel, at: string, count: string): string[] {
  return field.maxItems === undefined ? [] : [`reader.room(${at}, ${count}, ${field.maxItems});`];
}

export function caseOf(tag: number, body: readonly string[]): string[] {
  const lines = indent([...body, 'break;']);
  const isScoped = body.some((line) => /^(const|let) /.test(line));
  return isScoped ? [`case ${tag}: {`, ...lines, '}'] : [`case ${tag}:`, ...lines];
}

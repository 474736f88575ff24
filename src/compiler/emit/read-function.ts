import type { FieldModel, MessageModel } from '../model.js';
import { constructorOf, propertiesOf } from './made-object.js';
import { constructorName, readInOrder } from './read-next.js';
import { caseOf, counted, readMap, readOneof, readRun, readSingular, room } from './read-value.js';
import { fieldScalar, tagOf } from './scalars.js';
import type { Scope } from './scope.js';
import { block, functionCode, typed } from './source.js';
import { oneofProperty } from './types.js';

/** One way in which a field may arrive: its tag, and what reads the value behind it. */
interface Arm {
  readonly tag: number;
  readonly body: readonly string[];
}

/**
 * The functions that read a message. The first reads what encoders write, all fields in the order of their numbers, into
 * local variables, and makes the object of them; it leaves to the second, which merges into a message, whatever stands elsewhere.
 */
export function readFunction(message: MessageModel, scope: Scope): string[] {
  const name = scope.ref(message.fullName, 'read');
  const type = scope.ref(message.fullName, 'type', false);
  const merge = scope.ref(message.fullName, 'merge');
  const properties = propertiesOf(message, scope);
  const input = [
    `reader${typed(`: ${scope.type('Reader')}`)}`,
    `bytes${typed(': Uint8Array')}`,
    `pos${typed(': number')}`,
    `end${typed(': number')}`,
  ];
  return [
    ...constructorOf(constructorName(message, scope), type, properties, scope),
    ...functionCode(`export function ${name}`, input, type, [...readInOrder(message, scope), 'return made;']),
    '',
    ...functionCode(
      `export function ${merge}`,
      [...input, `message${typed(`: ${type}`)}`],
      type,
      mergeBody(message, scope),
    ),
  ];
}

function mergeBody(message: MessageModel, scope: Scope): string[] {
  const cases = message.fields
    .flatMap((field) => mergeField(message, field, scope))
    .flatMap(({ tag, body }) => caseOf(tag, body));
  return [
    ...block('while (pos < end)', [
      `let tag = bytes[pos++]${typed('!')};`,
      ...block('if (tag > 127)', ['tag = reader.tag(bytes, pos - 1, end);', 'pos = reader.pos;']),
      ...(cases.length === 0
        ? [unknown(message)]
        : block('switch (tag)', [...cases, 'default:', `  ${unknown(message)}`])),
    ]),
    'return message;',
  ];
}

function unknown({ extensionRanges }: MessageModel): string {
  const ranges = extensionRanges.map(
    ({ first, last }) => `(tag >= ${tagOf(first, 0)} && tag <= ${tagOf(last, 7)})`,
  );
  const isExtension = ranges.length === 0 ? '' : `, ${ranges.join(' || ')}`;
  return `pos = reader.unknown(tag, bytes, pos, end, message${isExtension});`;
}

function mergeField(message: MessageModel, field: FieldModel, scope: Scope): Arm[] {
  const target = `message.${field.property}`;
  const scalar = fieldScalar(field);
  const tag = tagOf(field.number, scalar?.wireType ?? (field.delimited ? 3 : 2));
  switch (field.label) {
    case 'implicit':
    case 'optional':
    case 'required': {
      const previous = { isThere: `${target} !== undefined`, value: target };
      const assign = (value: string): string => `${target} = ${value};`;
      return [{ tag, body: readSingular(field, previous, assign, 'pos', scope) }];
    }
    case 'oneof': {
      const oneof = `message.${oneofProperty(message, field.oneof ?? '')}`;
      return [{ tag, body: readOneof(field, oneof, 'pos', scope) }];
    }
    case 'repeated': {
      const push = (value: string): string => `${target}.push(${value});`;
      const element = {
        tag,
        body: [
          ...room(field, 'pos', `${target}.length`),
          ...counted(field, 'pos'),
          ...readSingular(field, undefined, push, 'pos', scope),
        ],
      };
      if (scalar === undefined || scalar.wireType === 2) return [element];
      return [{ tag: tagOf(field.number, 2), body: readRun(field, target, 'pos', scope) }, element];
    }
    case 'map':
      return [{ tag: tagOf(field.number, 2), body: readMap(field, target, scope) }];
  }
}

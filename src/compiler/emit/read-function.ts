import type { FieldModel, MessageModel } from '../model.js';
import { construction, constructorOf, local, propertiesOf } from './made-object.js';
import { readNextValue } from './read-next.js';
import {
  caseOf,
  closedShape,
  counted,
  readMap,
  readOneof,
  readRun,
  readSingular,
  room,
} from './read-value.js';
import { fieldScalar, tagOf } from './scalars.js';
import type { Scope } from './scope.js';
import { block, functionCode, quoted, typed } from './source.js';
import { oneofProperty, valueType } from './types.js';

/** The last tag that takes one byte. */
const LAST_SHORT_TAG = 127;

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
  const constructor = scope.local(`${type}Object`);
  const merge = scope.local(`merge${type}`);
  const properties = propertiesOf(message, scope);
  const missing = message.fields.flatMap(missingCheck);
  const next = message.fields.flatMap((field) => readNext(message, field, scope));
  const body = [
    `if (message !== undefined) return ${merge}(reader, bytes, pos, end, message);`,
    ...(missing.length > 0 ? ['const start = pos;'] : []),
    ...properties.map(({ name, localType, initial }) => {
      const declared = `let ${local(name)}${typed(`: ${localType}`)}`;
      return initial === undefined ? `${declared};` : `${declared} = ${initial};`;
    }),
    ...next,
    ...construction(constructor, properties),
    `if (pos !== end) ${merge}(reader, bytes, pos, end, made);`,
    ...missing,
    'return made;',
  ];
  const input = [
    `reader${typed(`: ${scope.type('Reader')}`)}`,
    `bytes${typed(': Uint8Array')}`,
    `pos${typed(': number')}`,
    `end${typed(': number')}`,
  ];
  return [
    ...constructorOf(constructor, type, properties, scope),
    ...functionCode(`export function ${name}`, [...input, `message${typed(`?: ${type}`)}`], type, body),
    '',
    ...functionCode(
      `function ${merge}`,
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

/** A field that must be there: a required one, or bytes of a length that is not 0. */
function missingCheck({ label, property, exactBytes }: FieldModel): string[] {
  const fail = (problem: string) => `reader.missing(${quoted(property)}, start, ${quoted(problem)});`;
  if (label === 'required') {
    return block(`if (made.${property} === undefined)`, [fail('required, but not there')]);
  }
  if (label !== 'implicit' || exactBytes === undefined) return [];
  return block(`if (made.${property}.length === 0)`, [fail(`0 bytes instead of ${exactBytes}`)]);
}

function unknown({ extensionRanges }: MessageModel): string {
  const ranges = extensionRanges.map(
    ({ first, last }) => `(tag >= ${tagOf(first, 0)} && tag <= ${tagOf(last, 7)})`,
  );
  const isExtension = ranges.length === 0 ? '' : `, ${ranges.join(' || ')}`;
  return `pos = reader.unknown(tag, bytes, pos, end, message${isExtension});`;
}

/** A field where it is expected; nothing for what is rare. */
function readNext(message: MessageModel, field: FieldModel, scope: Scope): string[] {
  const scalar = fieldScalar(field);
  const isPacked = field.label === 'repeated' && scalar !== undefined && scalar.wireType !== 2;
  const tag = tagOf(field.number, isPacked ? 2 : (scalar?.wireType ?? 2));
  const isRare = field.label === 'map' || field.delimited || (isPacked && !field.packed);
  if (isRare || tag > LAST_SHORT_TAG || closedShape(field, scope) !== undefined) return [];
  const next = `pos < end && bytes[pos] === ${tag}`;
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
  const most = field.maxItems === undefined ? '' : `, ${field.maxItems}`;
  return block(`if (${next})`, [
    `${target} = new Array${typed(`<${valueType(field, scope)}>`)}(reader.run(bytes, pos + 1, end, ${tag}${most}));`,
    'let place = 0;',
    ...block(
      'do',
      [...nextRoom(field), ...readNextValue(field, (value) => `${target}[place++] = ${value};`, scope)],
      `} while (${next});`,
    ),
  ]);
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

function mergeField(message: MessageModel, field: FieldModel, scope: Scope): Arm[] {
  const target = `message.${field.property}`;
  const scalar = fieldScalar(field);
  const tag = tagOf(field.number, scalar?.wireType ?? (field.delimited ? 3 : 2));
  switch (field.label) {
    case 'implicit':
    case 'optional':
    case 'required':
      return [{ tag, body: readSingular(field, target, (value) => `${target} = ${value};`, 'pos', scope) }];
    case 'oneof': {
      const oneof = `message.${oneofProperty(message, field.oneof ?? '')}`;
      const previous = `${oneof}?.case === ${quoted(field.property)} ? ${oneof}.value : undefined`;
      return [{ tag, body: readOneof(field, oneof, 'pos', previous, scope) }];
    }
    case 'repeated': {
      const push = (value: string): string => `${target}.push(${value});`;
      const element = {
        tag,
        body: [
          ...room(field, 'pos', `${target}.length`),
          ...counted(field, 'pos'),
          ...readSingular(field, '', push, 'pos', scope),
        ],
      };
      if (scalar === undefined || scalar.wireType === 2) return [element];
      return [{ tag: tagOf(field.number, 2), body: readRun(field, target, 'pos', scope) }, element];
    }
    case 'map':
      return [{ tag: tagOf(field.number, 2), body: readMap(field, target, scope) }];
  }
}

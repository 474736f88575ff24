import type { FieldModel, MessageModel } from '../model.js';
import { construction, constructorOf, local, propertiesOf, zeroOf, type Property } from './made-object.js';
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

/**
 * The function that reads a message. It makes the object last, of local variables; where a field occurs again, they start as
 * the `message` that came before.
 */
export function readFunction(message: MessageModel, scope: Scope): string[] {
  const name = scope.ref(message.fullName, 'read');
  const type = scope.ref(message.fullName, 'type', false);
  const constructor = scope.local(`${type}Object`);
  const properties = propertiesOf(message, scope);
  const arms = message.fields.flatMap((field) => readField(message, field, scope));
  const missing = message.fields.flatMap(missingCheck);
  const body = [
    'const { bytes } = reader;',
    'let { pos } = reader;',
    ...(missing.length > 0 ? ['const start = pos;'] : []),
    `let kept${typed(': object | undefined')} = message;`,
    ...properties.map(({ name, localType, initial }) => {
      const declared = `let ${local(name)}${typed(`: ${localType}`)}`;
      return initial === undefined ? `${declared};` : `${declared} = ${initial};`;
    }),
    ...previous(properties),
    ...block('while (pos < end)', [
      `let tag = bytes[pos++]${typed('!')};`,
      ...block('if (tag > 127)', ['tag = reader.tag(pos - 1, end);', 'pos = reader.pos;']),
      ...(message.fields.length <= MOST_FIELDS_IN_ORDER ? inOrder(arms, message) : inAnyOrder(arms, message)),
    ]),
    ...missing,
    ...construction(constructor, properties),
    `if (kept !== undefined) ${scope.value('passUnknown')}(kept, made);`,
    'return made;',
  ];
  const parameters = [
    `reader${typed(`: ${scope.type('Reader')}`)}`,
    `end${typed(': number')}`,
    `message${typed(`?: ${type}`)}`,
  ];
  return [
    ...constructorOf(constructor, type, properties, scope),
    ...exportedFunction(name, parameters, type, body),
  ];
}

function previous(properties: readonly Property[]): string[] {
  if (properties.length === 0) return [];
  const copies = properties.map(({ name }) => `${local(name)} = message.${name};`);
  return block('if (message !== undefined)', copies);
}

/** A field that must be there: a required one, or bytes of a length that is not 0. */
function missingCheck({ label, property, exactBytes }: FieldModel): string[] {
  const fail = (problem: string) => `reader.missing(${quoted(property)}, start, ${quoted(problem)});`;
  if (label === 'required') {
    return block(`if (${local(property)} === undefined)`, [fail('required, but not there')]);
  }
  if (label !== 'implicit' || exactBytes === undefined) return [];
  return block(`if (${local(property)}.length === 0)`, [fail(`0 bytes instead of ${exactBytes}`)]);
}

function unknown({ extensionRanges }: MessageModel): string {
  const ranges = extensionRanges.map(
    ({ first, last }) => `(tag >= ${tagOf(first, 0)} && tag <= ${tagOf(last, 7)})`,
  );
  const isExtension = ranges.length === 0 ? '' : `, ${ranges.join(' || ')}`;
  return `pos = reader.unknown(tag, pos, end, (kept ??= {})${isExtension});`;
}

/** Fields mostly come in the order of their numbers: behind each, the next is tried before the loop starts again. */
function inOrder(arms: readonly Arm[], message: MessageModel): string[] {
  const lines = arms.flatMap(({ tag, body }, index) => {
    const next = arms[index + 1];
    const onward =
      next === undefined || next.tag > 127
        ? ['continue;']
        : [`if (pos === end || bytes[pos] !== ${next.tag}) continue;`, `tag = ${next.tag};`, 'pos++;'];
    return block(`if (tag === ${tag})`, [...body, ...onward]);
  });
  return [...lines, unknown(message)];
}

function inAnyOrder(arms: readonly Arm[], message: MessageModel): string[] {
  const cases = arms.flatMap(({ tag, body }) => caseOf(tag, body));
  return block('switch (tag)', [...cases, 'default:', `  ${unknown(message)}`]);
}

function caseOf(tag: number, body: readonly string[]): string[] {
  const lines = indent([...body, 'break;']);
  const isScoped = body.some((line) => /^(const|let) /.test(line));
  return isScoped ? [`case ${tag}: {`, ...lines, '}'] : [`case ${tag}:`, ...lines];
}

function readField(message: MessageModel, field: FieldModel, scope: Scope): Arm[] {
  const target = local(field.property);
  const scalar = fieldScalar(field);
  const tag = tagOf(field.number, scalar?.wireType ?? (field.delimited ? 3 : 2));
  switch (field.label) {
    case 'implicit':
    case 'optional':
    case 'required':
      return [{ tag, body: readSingular(field, target, (value) => `${target} = ${value};`, scope) }];
    case 'oneof': {
      const property = oneofProperty(message, field.oneof ?? '');
      return [{ tag, body: readOneof(field, local(property), scope) }];
    }
    case 'repeated': {
      if (scalar === undefined || scalar.wireType === 2)
        return [{ tag, body: readList(field, target, tag, scope) }];
      const push = (value: string): string => `${target}.push(${value});`;
      const plain = {
        tag,
        body: [
          `${target} ??= [];`,
          ...room(field, `${target}.length`),
          'reader.element(pos);',
          ...readValue(field, 'end', push, 'tag', scope),
        ],
      };
      const run = [
        `${target} ??= [];`,
        'const stop = reader.narrow(pos, end);',
        'pos = reader.pos;',
        ...block('while (pos < stop)', [
          ...room(field, `${target}.length`),
          ...readValue(field, 'stop', push, String(tag), scope),
        ]),
      ];
      const packed = { tag: tagOf(field.number, 2), body: run };
      return field.packed ? [packed, plain] : [plain, packed];
    }
    case 'map':
      return [{ tag: tagOf(field.number, 2), body: readMap(field, target, scope) }];
  }
}

/** Elements that have a length each; as they mostly follow each other, the list is made as long as it will be. */
function readList(field: FieldModel, target: string, tag: number, scope: Scope): string[] {
  const element = (assign: (value: string) => string, place: string): string[] => [
    ...room(field, place),
    ...counted(field),
    ...readSingular(field, '', assign, scope),
  ];
  if (tag > 127 || field.delimited) {
    return [`${target} ??= [];`, ...element((value) => `${target}.push(${value});`, `${target}.length`)];
  }
  const type = valueType(field, scope);
  const most = field.maxItems === undefined ? '' : `, ${field.maxItems}`;
  return [
    'let place = 0;',
    `if (${target} === undefined) ${target} = new Array${typed(`<${type}>`)}(reader.run(pos, end, ${tag}${most}));`,
    `else place = ${target}.length;`,
    ...block('for (;;)', [
      ...element((value) => `${target}[place++] = ${value};`, 'place'),
      `if (pos === end || bytes[pos] !== ${tag}) break;`,
      'pos++;',
    ]),
  ];
}

function readSingular(
  field: FieldModel,
  previous: string,
  assign: (value: string) => string,
  scope: Scope,
): string[] {
  if (field.type.kind !== 'message') return readValue(field, 'end', assign, 'tag', scope);
  return readMessage(field, 'end', previous, assign, scope);
}

/** A message in a message, merged into the one before it if there is. */
function readMessage(
  field: FieldModel,
  end: string,
  previous: string,
  assign: (value: string) => string,
  scope: Scope,
): string[] {
  const read = scope.ref(field.type.kind === 'message' ? field.type.name : '', 'read');
  const into = previous === '' ? '' : `, ${previous}`;
  if (field.delimited) {
    return [
      `reader.enterGroup(pos, ${tagOf(field.number, 4)});`,
      assign(`${read}(reader, ${end}${into})`),
      'pos = reader.leaveGroup(pos);',
    ];
  }
  return [
    `const inner = reader.enter(pos, ${end});`,
    assign(`${read}(reader, inner${into})`),
    'reader.leave();',
    'pos = inner;',
  ];
}

/** A value that is no message; what a closed enum does not name is kept under `tag` like an unknown field. */
function readValue(
  field: FieldModel,
  end: string,
  assign: (value: string) => string,
  tag: string,
  scope: Scope,
): string[] {
  const closed = closedShape(field, scope);
  if (closed === undefined) return [assign(readScalar(field, end)), 'pos = reader.pos;'];
  return [
    `const value = ${readScalar(field, end)}${typed(` as ${valueType(field, scope)}`)};`,
    `if (${scope.held('isNamed')}(${closed}, value)) ${assign('value')}`,
    `else reader.unnamed(${tag}, pos, (kept ??= {}));`,
    'pos = reader.pos;',
  ];
}

function readOneof(field: FieldModel, target: string, scope: Scope): string[] {
  const name = quoted(field.property);
  if (field.type.kind !== 'message') {
    return readValue(
      field,
      'end',
      (value) => `${target} = { case: ${name}, value: ${value} };`,
      'tag',
      scope,
    );
  }
  const previous = `${target}?.case === ${name} ? ${target}.value : undefined`;
  return [
    ...readMessage(field, 'end', previous, (value) => `const value = ${value};`, scope),
    `${target} = { case: ${name}, value };`,
  ];
}

function readMap(field: FieldModel, target: string, scope: Scope): string[] {
  const keyScalar = scalarOf(field.mapKey ?? 'string', false);
  const scalar = fieldScalar(field);
  const type = valueType(field, scope);
  const closed = closedShape(field, scope);
  const value =
    field.type.kind === 'message'
      ? readMessage(field, 'stop', 'value', (value) => `value = ${value};`, scope)
      : [
          `value = ${readScalar(field, 'stop')}${closed === undefined ? '' : typed(` as ${type}`)};`,
          'pos = reader.pos;',
        ];
  const set = `${target}.set(key, value);`;
  return [
    `${target} ??= new Map();`,
    ...room(field, `${target}.size`),
    'reader.element(pos);',
    ...(closed === undefined ? [] : ['const from = pos;']),
    'const stop = reader.narrow(pos, end);',
    'pos = reader.pos;',
    `let key${typed(`: ${keyScalar.type}`)} = ${keyScalar.zero};`,
    scalar === undefined
      ? `let value${typed(`: ${type} | undefined`)};`
      : `let value${typed(`: ${type}`)} = ${zeroOf(scalar.zero, scope)}${closed === undefined ? '' : typed(` as ${type}`)};`,
    ...block('while (pos < stop)', [
      'const tag = reader.tag(pos, stop);',
      'pos = reader.pos;',
      ...block('switch (tag)', [
        ...caseOf(tagOf(1, keyScalar.wireType), [
          `key = reader.${keyScalar.reader}(pos, stop);`,
          'pos = reader.pos;',
        ]),
        ...caseOf(tagOf(2, scalar?.wireType ?? 2), value),
        'default:',
        '  pos = reader.skip(tag, pos, stop);',
      ]),
    ]),
    ...(field.type.kind === 'message'
      ? [`value ??= ${scope.ref(field.type.name, 'read')}(reader, pos);`]
      : []),
    ...(closed === undefined
      ? [set]
      : [
          'reader.pos = stop;',
          `if (${scope.held('isNamed')}(${closed}, value)) ${set}`,
          `else reader.unnamed(${tagOf(field.number, 2)}, from, (kept ??= {}));`,
        ]),
  ];
}

function readScalar(field: FieldModel, end: string): string {
  if (field.exactBytes !== undefined) return `reader.exactByteField(pos, ${end}, ${field.exactBytes})`;
  const most = field.maxBytes === undefined ? '' : `, ${field.maxBytes}`;
  return `reader.${fieldScalar(field)?.reader ?? ''}(pos, ${end}${most})`;
}

/** The table of a field's enum, if it is closed. */
function closedShape({ type }: FieldModel, scope: Scope): string | undefined {
  if (type.kind !== 'enum' || scope.enum(type.name)?.closed !== true) return undefined;
  return scope.ref(type.name, 'shape');
}

/** What an element costs of the budget; `enter` counts messages. */
function counted(field: FieldModel): string[] {
  return field.type.kind === 'message' ? [] : ['reader.element(pos);'];
}

function room(field: FieldModel, count: string): string[] {
  return field.maxItems === undefined ? [] : [`reader.room(pos, ${count}, ${field.maxItems});`];
}

import type { FieldModel, MessageModel } from '../model.js';
import { fieldScalar, tagOf, type Scalar } from './scalars.js';
import type { Scope } from './scope.js';
import { isAlwaysShort } from './short-message.js';
import { block, typed } from './source.js';

/** What the blocks of one function share. */
export interface Writing {
  readonly message: MessageModel;
  readonly scope: Scope;
  /** Constants of the module: one for each field that holds messages. */
  readonly hints: string[];
  /** There is room for the whole message, by a check at its start. */
  readonly hasRoom: boolean;
}

const START_GROUP = 3;
const END_GROUP = 4;

// V8 inlines at most 920 bytes of bytecode into a function, which the writers of a few values use up. What most messages
// consist of, integers and bytes, is therefore written out here: a transaction takes three quarters of the time, and a
// message of few fields is framed without a call.

/** Writers of integers, and which of their values are varints of 32 bits as they are. */
const WRITTEN_OUT: Readonly<Record<string, (value: string) => string>> = {
  writeUint32: isUint32,
  writeUint64Number: isUint32,
  writeInt64Number: isUint32,
  writeInt32: isPositiveInt32,
  writeEnum: isPositiveInt32,
};

function isUint32(value: string): string {
  return `${value} >>> 0 === ${value}`;
}

function isPositiveInt32(value: string): string {
  return `(${value} & 0x7fffffff) === ${value}`;
}

/** A value, which is the name of a constant or as good as one, with its tag. */
export function writeTagged(field: FieldModel, value: string, writing: Writing): string[] {
  const { scope } = writing;
  if (field.delimited && field.type.kind === 'message') {
    const write = scope.ref(field.type.name, 'write');
    return [
      ...writeTag(tagOf(field.number, START_GROUP)),
      `at = ${write}(bytes, ${scope.held('room')}(bytes, at), ${value});`,
      ...writeTag(tagOf(field.number, END_GROUP)),
    ];
  }
  const scalar = fieldScalar(field);
  if (scalar === undefined) return writeCalled(field, field.number, value, writing);
  const tag = tagOf(field.number, scalar.wireType);
  if (scalar.type === 'Uint8Array') return writeBytes(field, tag, value, scope);
  const stored = writeStored(field, scalar, value, scope);
  if (stored === undefined) return writeScalar(field, tag, value, scope);
  return [...(writing.hasRoom ? [] : [checkRoom(scope)]), ...writeTag(tag), ...stored];
}

/** Ends the writer where less is free than `ROOM`. */
export function checkRoom(scope: Scope): string {
  return `if (at + ${scope.held('ROOM')} > bytes.length) ${scope.held('noRoom')}();`;
}

/** A value without its tag, by no call in the usual case; undefined for what is always left to its writer. */
function writeStored(field: FieldModel, scalar: Scalar, value: string, scope: Scope): string[] | undefined {
  if (scalar.writer === 'writeFixed64') return writeFixed64(value, scope);
  const isShort = WRITTEN_OUT[scalar.writer];
  if (isShort === undefined || isClosedEnum(field, scope)) return undefined;
  return [
    ...block(
      `if (${isShort(value)})`,
      [
        `let bits = ${value} | 0;`,
        'for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;',
        'bytes[at++] = bits;',
      ],
      '} else {',
    ),
    `  at = ${scope.held(scalar.writer)}(bytes, at, ${value});`,
    '}',
  ];
}

function writeFixed64(value: string, scope: Scope): string[] {
  const unsigned = scope.held('unsigned');
  const half = (place: string): string => `${scope.held('halves')}[${scope.held(place)}]${typed('!')}`;
  return [
    `${unsigned}[0] = ${value};`,
    `if (${unsigned}[0] !== ${value}) ${scope.held('refuse')}();`,
    `const low = ${half('LOW')};`,
    `const high = ${half('HIGH')};`,
    ...['low', 'high'].flatMap((bits, place) =>
      [0, 1, 2, 3].map((byte) => {
        const at = 4 * place + byte;
        return `bytes[at${at === 0 ? '' : ` + ${at}`}] = ${bits}${byte === 0 ? '' : ` >>> ${8 * byte}`};`;
      }),
    ),
    'at += 8;',
  ];
}

function writeBytes(field: FieldModel, tag: number, value: string, scope: Scope): string[] {
  const { exactBytes, maxBytes } = field;
  const length = exactBytes ?? 'length';
  const last = exactBytes === undefined ? 'length - 1' : exactBytes - 1;
  const isWrong =
    exactBytes !== undefined
      ? `${value}.length !== ${exactBytes}`
      : maxBytes !== undefined
        ? `length > ${maxBytes}`
        : undefined;
  const isUnusual = `!(${value} instanceof Uint8Array) || ${value}[${last}] === undefined`;
  return [
    ...(exactBytes === undefined ? [`const { length } = ${value};`] : []),
    ...(isWrong === undefined ? [] : [`if (${isWrong}) ${scope.held('refuse')}();`]),
    `if (${isUnusual}) ${scope.held('checkUnusual')}(${value}, ${length});`,
    `if (at + ${length} + ${scope.held('ROOM')} > bytes.length) ${scope.held('noRoom')}();`,
    ...writeTag(tag),
    // The length's bytes are made as a tag's are.
    ...(exactBytes === undefined
      ? [
          'if (length < 128) bytes[at++] = length;',
          `else at = ${scope.held('writeLength')}(bytes, at, length);`,
        ]
      : writeTag(exactBytes)),
    `${scope.held('setBytes')}.call(bytes, ${value}, at);`,
    `at += ${length};`,
  ];
}

/** A value with its tag, by calls alone. In an entry of a map its number is another than that of the map. */
export function writeCalled(field: FieldModel, number: number, value: string, writing: Writing): string[] {
  const scalar = fieldScalar(field);
  if (scalar === undefined) return writeMessage(field, number, value, writing);
  return writeScalar(field, tagOf(number, scalar.wireType), value, writing.scope);
}

function writeScalar(field: FieldModel, tag: number, value: string, scope: Scope): string[] {
  return [...writeHead(tag), callWriter(field, 'at + 1', value, scope)];
}

function writeMessage(field: FieldModel, number: number, value: string, writing: Writing): string[] {
  const { scope } = writing;
  if (field.type.kind !== 'message') return [];
  const tag = tagOf(number, 2);
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

/** A value without its tag, written by the runtime's writer. */
export function callWriter(field: FieldModel, at: string, value: string, scope: Scope): string {
  if (field.exactBytes !== undefined) {
    return `at = ${scope.held('writeExactBytes')}(bytes, ${at}, ${value}, ${field.exactBytes});`;
  }
  if (field.type.kind === 'enum' && isClosedEnum(field, scope)) {
    const shape = scope.ref(field.type.name, 'shape');
    return `at = ${scope.held('writeClosedEnum')}(bytes, ${at}, ${value}, ${shape});`;
  }
  const isLimited =
    field.maxBytes !== undefined && field.type.kind === 'scalar' && field.type.scalar === 'bytes';
  const writer = isLimited ? 'writeLimitedBytes' : (fieldScalar(field) as Scalar).writer;
  const limit = field.maxBytes === undefined ? '' : `, ${field.maxBytes}`;
  return `at = ${scope.held(writer)}(bytes, ${at}, ${value}${limit});`;
}

function isClosedEnum(field: FieldModel, scope: Scope): boolean {
  return field.type.kind === 'enum' && scope.enum(field.type.name)?.closed === true;
}

/** A varint that is known when the code is made. */
export function writeTag(tag: number): string[] {
  return tag > 127
    ? [`bytes[at++] = ${(tag % 128) + 128};`, ...writeTag(Math.floor(tag / 128))]
    : [`bytes[at++] = ${tag};`];
}

/** A tag whose last byte stands at `at`, as code for that is shorter: V8 inlines by length. */
export function writeHead(tag: number): string[] {
  return tag > 127
    ? [`bytes[at++] = ${(tag % 128) + 128};`, ...writeHead(Math.floor(tag / 128))]
    : [`bytes[at] = ${tag};`];
}

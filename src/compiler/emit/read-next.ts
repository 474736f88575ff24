import { MAX_DEPTH } from '../../codec/read-raw.js';
import type { FieldModel } from '../model.js';
import { readSingular } from './read-value.js';
import { fieldScalar } from './scalars.js';
import type { Scope } from './scope.js';
import { block, typed } from './source.js';

// What reads the value behind a tag at `pos`, where the tag was expected. The common encodings are read by code written out,
// as V8 inlines only so much into one function; the Reader's methods read the others, and refuse what is malformed.

const byte = `bytes[pos]${typed('!')}`;
const nextByte = `bytes[pos++]${typed('!')}`;

export function readNextValue(field: FieldModel, assign: (value: string) => string, scope: Scope): string[] {
  if (field.type.kind === 'message') return readNextMessage(field.type.name, assign, scope);
  const { reader } = fieldScalar(field) ?? { reader: '' };
  switch (reader) {
    case 'uint32':
    case 'int32':
      return readShort(reader, nextByte, assign);
    case 'bool':
      return readShort(reader, `${nextByte} !== 0`, assign);
    case 'byteField':
      return [...readSize, ...checkSize(field), ...readView(field, assign)];
    case 'string':
      return [
        ...readSize,
        ...checkSize(field),
        assign(`reader.${field.label === 'repeated' ? 'listedText' : 'text'}(bytes, pos, size)`),
        'pos += size;',
      ];
    default:
      return readSingular(field, '', assign, 'pos + 1', scope);
  }
}

/** A varint, most of which take one byte. */
function readShort(reader: string, value: string, assign: (value: string) => string): string[] {
  return [
    `if (++pos < end && ${byte} < 128) ${assign(value)}`,
    ...block('else', [assign(`reader.${reader}(bytes, pos, end)`), 'pos = reader.pos;']),
  ];
}

/** A length, most of which take one or two bytes; `pos` is then where what has it starts. */
const readSize = [
  'const at = ++pos;',
  `let size = pos < end ? ${nextByte} : 128;`,
  `if (size > 127 && pos < end) size = (size & 127) | (${nextByte} << 7);`,
  ...block('if (size > 16383 || size > end - pos)', [
    'size = reader.size(bytes, at, end);',
    'pos = reader.pos;',
  ]),
];

function checkSize({ exactBytes, maxBytes }: FieldModel): string[] {
  if (exactBytes !== undefined)
    return [`if (size !== ${exactBytes}) reader.wrongLength(pos, size, ${exactBytes});`];
  return maxBytes === undefined ? [] : [`if (size > ${maxBytes}) reader.tooLong(pos, size, ${maxBytes});`];
}

/** The first view is made by the Reader, which then knows the bytes' buffer, as are all where copies are wanted. */
function readView({ exactBytes }: FieldModel, assign: (value: string) => string): string[] {
  const isThere = exactBytes === undefined ? 'size !== 0 && ' : '';
  return [
    `if (${isThere}reader.buffer !== undefined) ${assign('new Uint8Array(reader.buffer, reader.offset + pos, size)')}`,
    `else ${assign('reader.bytes(bytes, pos, size)')}`,
    'pos += size;',
  ];
}

function readNextMessage(name: string, assign: (value: string) => string, scope: Scope): string[] {
  return [
    `if (++reader.depth > ${MAX_DEPTH} || --reader.elements < 0) reader.beyondLimits(pos + 1);`,
    ...readSize,
    assign(`${scope.ref(name, 'read')}(reader, bytes, pos, pos + size)`),
    'pos += size;',
    'reader.depth--;',
  ];
}

import type { FieldModel, MessageModel, WireModel } from '../model.js';
import { fieldDeclaration, grouped } from './field-table.js';
import { frameInto } from './frame-into.js';
import { zeroOf } from './made-object.js';
import { readFunction } from './read-function.js';
import { fieldScalar } from './scalars.js';
import type { Scope } from './scope.js';
import { block, comment, hexType, indent, key, LINE_WIDTH, quoted, typed } from './source.js';
import { isPlain, messageInterface, oneofProperty } from './types.js';
import { writeFunction } from './write-function.js';

/** A message as TypeScript or JavaScript: interface, codec, and the functions the codec is made of. */
export function messageCode(message: MessageModel, scope: Scope): string[] {
  return [
    ...messageInterface(message, scope).map(typedLine),
    ...codecConstant(message, scope),
    '',
    ...createFunction(message, scope),
    '',
    ...writeFunction(message, scope),
    '',
    ...readFunction(message, scope),
  ];
}

/** The same as a declaration, for `.d.ts` beside JavaScript. */
export function messageDeclaration(message: MessageModel, scope: Scope): string[] {
  const { type, create, write, read, merge } = namesOf(message, scope);
  const reader = scope.type('Reader');
  return [
    ...messageInterface(message, scope),
    ...comment(message.comment, message.deprecated),
    `export declare const ${type}: ${codecType(message, scope)};`,
    `export declare function ${create}(): ${type};`,
    `export declare function ${write}(bytes: Uint8Array, at: number, message: ${type}): number;`,
    `export declare function ${read}(reader: ${reader}, bytes: Uint8Array, pos: number, end: number): ${type};`,
    `export declare function ${merge}(reader: ${reader}, bytes: Uint8Array, pos: number, end: number, message: ${type}): ${type};`,
  ];
}

function namesOf(message: MessageModel, scope: Scope) {
  return {
    type: scope.ref(message.fullName, 'type', false),
    create: scope.ref(message.fullName, 'create'),
    write: scope.ref(message.fullName, 'write'),
    read: scope.ref(message.fullName, 'read'),
    merge: scope.ref(message.fullName, 'merge'),
  };
}

/** A line that JavaScript has not; the line break goes with it. */
function typedLine(line: string): string {
  return typed(line);
}

/** The response's full name, if the message travels and a service pairs it. */
function responseOf(message: MessageModel): string | undefined {
  return message.wire?.response;
}

function codecType(message: MessageModel, scope: Scope): string {
  const type = scope.ref(message.fullName, 'type', false);
  const response = responseOf(message);
  if (response === undefined) return `${scope.type('Codec')}<${type}>`;
  const codec = message.wire?.responseStream === true ? 'StreamCodec' : 'RequestCodec';
  return `${scope.type(codec)}<${type}, ${scope.ref(response, 'type', false)}>`;
}

function codecConstant(message: MessageModel, scope: Scope): string[] {
  const { type, create, write, read } = namesOf(message, scope);
  const define = scope.value(defineFunction(message));
  const fields = message.fields.map((field) => `${fieldDeclaration(field, oneofOf(message, field), scope)},`);
  const annotation = typed(`: ${codecType(message, scope)}`);
  return [
    ...comment(message.comment, message.deprecated),
    `export const ${type}${annotation} = /* @__PURE__ */ ${define}({`,
    `  name: ${quoted(message.fullName)},`,
    ...indent(message.wire === undefined ? [] : wireProperties(message.wire, scope)),
    ...(fields.length === 0
      ? ['  fields: () => [],']
      : ['  fields: () => [', ...indent(fields, '    '), '  ],']),
    ...indent(rangeLines(message)),
    `  create: ${create},`,
    `  write: ${write},`,
    ...indent(frameInto(message, scope)),
    `  read: ${read},`,
    '});',
  ];
}

function defineFunction(message: MessageModel): string {
  if (responseOf(message) === undefined) return 'defineCodec';
  return message.wire?.responseStream === true ? 'defineStream' : 'defineRequest';
}

function oneofOf(message: MessageModel, { oneof }: FieldModel): string | undefined {
  return oneof === undefined ? undefined : oneofProperty(message, oneof);
}

/** One line, unless the ranges are many. */
function rangeLines(message: MessageModel): string[] {
  const ranges = message.extensionRanges.map(({ first, last }) => `[${grouped(first)}, ${grouped(last)}]`);
  if (ranges.length === 0) return [];
  const line = `extensionRanges: [${ranges.join(', ')}],`;
  if (line.length <= LINE_WIDTH) return [line];
  return ['extensionRanges: [', ...ranges.map((range) => `  ${range},`), '],'];
}

function wireProperties(wire: WireModel, scope: Scope): string[] {
  const lines = [`type: ${hexType(wire.type)},`];
  if (wire.priority !== 'normal') lines.push(`priority: ${quoted(wire.priority)},`);
  if (wire.requiresAck) lines.push('requiresAck: true,');
  if (wire.isResponse) lines.push('isResponse: true,');
  if (wire.gossip) lines.push('gossip: true,');
  if (wire.compress) lines.push('compress: true,');
  if (wire.maxBytes !== undefined) lines.push(`maxBytes: ${grouped(wire.maxBytes)},`);
  if (wire.rate !== undefined) lines.push(`rate: { count: ${wire.rate.count}, perMs: ${wire.rate.perMs} },`);
  if (wire.response !== undefined) lines.push(`response: () => ${scope.ref(wire.response, 'type')},`);
  if (wire.responseStream) lines.push('responseStream: true,');
  return lines;
}

/** Makes a message with every default: all properties in one order, so that all objects of it have one shape. */
function createFunction(message: MessageModel, scope: Scope): string[] {
  const { type, create } = namesOf(message, scope);
  const oneofs = new Set<string>();
  const properties = message.fields.flatMap((field) => {
    if (field.oneof === undefined) return [`${key(field.property)}: ${initialValue(field, scope)},`];
    if (oneofs.has(field.oneof)) return [];
    oneofs.add(field.oneof);
    return [`${key(oneofProperty(message, field.oneof))}: undefined,`];
  });
  const head = `export function ${create}()${typed(`: ${type}`)}`;
  return block(head, properties.length === 0 ? ['return {};'] : ['return {', ...indent(properties), '};']);
}

function initialValue(field: FieldModel, scope: Scope): string {
  if (field.label === 'repeated') return '[]';
  if (field.label === 'map') return 'new Map()';
  // Whoever makes the message sets it; until then encoding refuses it.
  if (field.label === 'required') return `undefined${typed(' as never')}`;
  return isPlain(field) ? zeroOf(fieldScalar(field)?.zero ?? '', scope) : 'undefined';
}

import { checkEnum } from './check-enums.js';
import { checkReserved, rangeTest, refuseHostileName } from './check-names.js';
import type { Add } from './check-names.js';
import { jsonNameOf } from './names.js';
import type { Problems } from './schema-error.js';
import { findOption, optionName } from './syntax.js';
import type { FieldSyntax, FileSyntax, MessageSyntax } from './syntax.js';

const maxFieldNumber = 0x1fffffff;
/** protobufjs takes a time that grows with their square. */
const maxFields = 4000;
const firstImplementationNumber = 19000;
const lastImplementationNumber = 19999;

const mapKeyTypes = new Set(
  'int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string'.split(' '),
);

/** What protoc refuses in one file by itself, and protobufjs accepts. */
export function checkDeclarations(file: FileSyntax, problems: Problems): void {
  if (file.syntax !== 'proto3') {
    const isKnown = file.syntax === 'proto2' || /^\d{4}$/.test(file.syntax);
    problems.add(
      file.shownPath,
      file.syntaxLine,
      isKnown
        ? `only proto3 so far, this file is ${/^\d/.test(file.syntax) ? 'edition ' : ''}${file.syntax}`
        : `unknown syntax "${file.syntax}"`,
      'start the file with: syntax = "proto3";',
    );
    return;
  }
  for (const part of file.package.split('.'))
    refuseHostileName('package', part, file, file.packageLine, problems);
  for (const message of file.messages) checkMessage(message, file, problems);
  for (const declared of file.enums) checkEnum(declared, file, problems);
  for (const extension of file.extensions) checkField(extension, file, problems);
  for (const service of file.services) {
    refuseHostileName('service', service.name, file, service.line, problems);
    for (const { name, line } of service.methods) refuseHostileName('rpc', name, file, line, problems);
  }
}

function checkMessage(message: MessageSyntax, file: FileSyntax, problems: Problems): void {
  const add: Add = (line, problem, hint) => problems.add(file.shownPath, line, problem, hint);
  refuseHostileName('message', message.name, file, message.line, problems);
  for (const { line } of message.extensionRanges) {
    add(line, 'extension ranges are not part of proto3', 'remove the statement "extensions"');
  }
  if (message.fields.length > maxFields) {
    const hint = `at most ${maxFields} are read: nest messages`;
    add(message.line, `message ${message.name} has ${message.fields.length} fields`, hint);
  }
  for (const field of message.fields) checkField(field, file, problems);
  for (const field of message.extensions) checkField(field, file, problems);
  for (const oneof of message.oneofs) {
    refuseHostileName('oneof', oneof.name, file, oneof.line, problems);
    if (oneof.fields.length === 0)
      add(oneof.line, `oneof ${oneof.name} has no fields`, 'add a field or remove it');
  }
  checkMapEntries(message, add);
  checkOptionalNames(message, add);
  checkNumbers(message, add);
  checkJsonNames(message, add);
  checkReserved(message.reserved, 1, maxFieldNumber, add);
  for (const nested of message.messages) checkMessage(nested, file, problems);
  for (const nested of message.enums) checkEnum(nested, file, problems);
}

function checkField(field: FieldSyntax, file: FileSyntax, problems: Problems): void {
  const add: Add = (line, problem, hint) => problems.add(file.shownPath, line, problem, hint);
  const { line, name, number } = field;
  refuseHostileName('field', name, file, line, problems);
  if (number < 1 || number > maxFieldNumber) {
    add(line, `field ${name} has number ${number}`, `field numbers go from 1 to ${maxFieldNumber}`);
  } else if (number >= firstImplementationNumber && number <= lastImplementationNumber) {
    add(
      line,
      `field ${name} has number ${number}`,
      `${firstImplementationNumber} to ${lastImplementationNumber} belong to protobuf itself`,
    );
  }
  const jsonNames = field.options.filter((option) => optionName(option.name) === 'json_name');
  if (jsonNames.length > 1) add(line, `option json_name of field ${name} is set twice`, 'remove one');
  if (field.label === 'required')
    add(line, `field ${name} is required`, 'proto3 has no required fields: remove the word');
  if (field.mapKey !== undefined && !mapKeyTypes.has(field.mapKey)) {
    add(line, `map ${name} has keys of type ${field.mapKey}`, 'keys are integers, bool or string');
  }
  if (field.extendee !== undefined) {
    const jsonName = findOption(field.options, 'json_name');
    if (jsonName !== undefined) add(jsonName.line, `extension ${name} has a json_name`, 'remove it');
  }
}

function checkMapEntries(message: MessageSyntax, add: Add): void {
  const declared = new Map<string, string>();
  for (const { name } of message.messages) declared.set(name, 'message');
  for (const { name } of message.enums) declared.set(name, 'enum');
  for (const { name } of message.oneofs) declared.set(name, 'oneof');
  for (const { name } of message.fields) declared.set(name, 'field');
  const entries = new Map<string, string>();
  for (const { name, line, mapKey } of message.fields) {
    if (mapKey === undefined) continue;
    const entry = mapEntryName(name);
    const other = declared.get(entry) ?? (entries.has(entry) ? 'map' : undefined);
    if (other !== undefined) {
      add(line, `map ${name} takes the name ${entry}, which a ${other} has already`, 'rename one of them');
    }
    entries.set(entry, name);
  }
}

/** An optional field is a oneof of its own to protobufjs, which protoc would name otherwise if need be. */
function checkOptionalNames(message: MessageSyntax, add: Add): void {
  const declared = [message.fields, message.oneofs, message.messages, message.enums].flat();
  const names = new Set(declared.map(({ name }) => name));
  for (const { name, line, label } of message.fields) {
    if (label !== 'optional' || !names.has(`_${name}`)) continue;
    add(line, `optional field ${name} takes the name _${name} too, which is declared`, 'rename one of them');
  }
}

/** The message protobuf makes of a map's entries. */
function mapEntryName(name: string): string {
  const camel = jsonNameOf(name);
  return `${camel.charAt(0).toUpperCase()}${camel.slice(1)}Entry`;
}

function checkNumbers(message: MessageSyntax, add: Add): void {
  const byNumber = new Map<number, FieldSyntax>();
  const isReserved = rangeTest(message.reserved.ranges);
  const reservedNames = new Set(message.reserved.names.map(({ name }) => name));
  for (const field of message.fields) {
    const { line, name, number } = field;
    const other = byNumber.get(number);
    if (other === undefined) byNumber.set(number, field);
    else {
      const free = nextFreeNumber(message);
      add(
        line,
        `fields ${other.name} and ${name} both have number ${number}`,
        `the next free number is ${free}`,
      );
    }
    if (isReserved(number)) {
      add(
        line,
        `field ${name} has the reserved number ${number}`,
        'take another number: old peers may still use this one',
      );
    }
    if (reservedNames.has(name)) add(line, `field ${name} has a reserved name`, 'take another name');
  }
}

function nextFreeNumber(message: MessageSyntax): number {
  let next = 1;
  for (const { number } of message.fields) if (number < maxFieldNumber) next = Math.max(next, number + 1);
  for (const { last } of message.reserved.ranges) if (last < maxFieldNumber) next = Math.max(next, last + 1);
  return next === firstImplementationNumber ? lastImplementationNumber + 1 : next;
}

/** proto3 wants the JSON keys unique, as given by json_name and as they would be without it. */
function checkJsonNames(message: MessageSyntax, add: Add): void {
  const defaults = new Map<string, FieldSyntax>();
  const chosen = new Map<string, FieldSyntax>();
  for (const field of message.fields) {
    const option = findOption(field.options, 'json_name');
    const custom = option?.value.kind === 'string' ? option.value.text : undefined;
    const byDefault = jsonNameOf(field.name);
    const clash = defaults.get(byDefault) ?? chosen.get(custom ?? byDefault);
    if (clash !== undefined && clash.name !== field.name) {
      const key = defaults.has(byDefault) ? byDefault : (custom ?? byDefault);
      add(
        field.line,
        `fields ${clash.name} and ${field.name} have the same JSON name "${key}"`,
        'rename one of them',
      );
    }
    if (custom === '__proto__')
      add(field.line, `field ${field.name} has the JSON name __proto__`, 'choose another');
    defaults.set(byDefault, field);
    chosen.set(custom ?? byDefault, field);
  }
}

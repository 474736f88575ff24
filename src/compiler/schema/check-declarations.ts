import { checkEnum } from './check-enums.js';
import { checkRanges, checkReserved, rangeTest, showRange } from './check-names.js';
import type { Add } from './check-names.js';
import type { FeatureTable } from './features.js';
import { allowsJsonConflicts, checkJsonNames } from './check-json-names.js';
import { jsonNameOf } from './names.js';
import type { Problems } from './schema-error.js';
import { findOption, optionName } from './syntax.js';
import type { FieldSyntax, FileSyntax, MessageSyntax, Syntax } from './syntax.js';

const maxFieldNumber = 0x1fffffff;
const firstImplementationNumber = 19000;
const lastImplementationNumber = 19999;

const mapKeyTypes = new Set(
  'int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string'.split(' '),
);

/** What protoc refuses in one file by itself. */
export function checkDeclarations(file: FileSyntax, features: FeatureTable, problems: Problems): void {
  for (const message of file.messages) checkMessage(message, file, features, problems);
  for (const declared of file.enums) checkEnum(declared, file, features.of(declared), problems);
  for (const extension of file.extensions) checkField(extension, file, problems);
}

function checkMessage(
  message: MessageSyntax,
  file: FileSyntax,
  features: FeatureTable,
  problems: Problems,
): void {
  const add: Add = (line, problem, hint) => problems.add(file.shownPath, line, problem, hint);
  if (file.syntax === 'proto3') {
    for (const { line } of message.extensionRanges) {
      add(line, 'extension ranges are not part of proto3', 'remove the statement "extensions"');
    }
  }
  for (const field of message.fields) checkField(field, file, problems);
  for (const field of message.extensions) checkField(field, file, problems);
  for (const oneof of message.oneofs) {
    if (oneof.fields.length === 0)
      add(oneof.line, `oneof ${oneof.name} has no fields`, 'add a field or remove it');
  }
  checkMapEntries(message, add);
  checkNumbers(message, add);
  if (!allowsJsonConflicts(message.options)) checkJsonNames(message, features.of(message), add);
  checkExtensionRanges(message, add);
  checkReserved(message.reserved, file.syntax, 1, maxFieldNumber, add);
  for (const nested of message.messages) checkMessage(nested, file, features, problems);
  for (const nested of message.enums) checkEnum(nested, file, features.of(nested), problems);
}

function checkField(field: FieldSyntax, file: FileSyntax, problems: Problems): void {
  const add: Add = (line, problem, hint) => problems.add(file.shownPath, line, problem, hint);
  const { line, name, number } = field;
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
  checkLabel(field, file.syntax, add);
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

/** Which words before the type each language has. */
function checkLabel({ line, name, label, type, ...field }: FieldSyntax, syntax: Syntax, add: Add): void {
  if (field.isGroup && syntax !== 'proto2') {
    add(
      line,
      `groups are not part of ${syntax}`,
      syntax === 'proto3'
        ? 'use a nested message and a field of its type'
        : `use a nested message and: ${type} ${name} = ${field.number} [features.message_encoding = DELIMITED];`,
    );
  }
  if (label === 'required' && field.extendee !== undefined) {
    add(line, `extension ${name} is required`, 'extensions are optional or repeated');
  } else if (syntax === 'proto2') {
    if (label === undefined && field.oneof === undefined && field.mapKey === undefined) {
      add(line, `field ${name} has no label`, 'proto2 has optional, required or repeated before the type');
    }
  } else if (syntax === 'proto3') {
    if (label === 'required')
      add(line, `field ${name} is required`, 'proto3 has no required fields: remove the word');
  } else if (label === 'optional') {
    add(line, `field ${name} is labelled optional`, 'editions mark every field when set: remove the word');
  } else if (label === 'required') {
    const hint = 'write features.field_presence = LEGACY_REQUIRED in brackets behind the number instead';
    add(line, `field ${name} is labelled required`, hint);
  }
}

/** The message protobuf makes of a map's entries. */
function mapEntryName(name: string): string {
  const camel = jsonNameOf(name);
  return `${camel.charAt(0).toUpperCase()}${camel.slice(1)}Entry`;
}

function checkNumbers(message: MessageSyntax, add: Add): void {
  const byNumber = new Map<number, FieldSyntax>();
  let free: number | undefined;
  const isReserved = rangeTest(message.reserved.ranges);
  const reservedNames = new Set(message.reserved.names.map(({ name }) => name));
  for (const field of message.fields) {
    const { line, name, number } = field;
    const other = byNumber.get(number);
    if (other === undefined) byNumber.set(number, field);
    else {
      free ??= nextFreeNumber(message);
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
  const taken = [message.reserved, ...message.extensionRanges].flatMap(({ ranges }) => ranges);
  for (const { last } of taken) if (last < maxFieldNumber) next = Math.max(next, last + 1);
  return next === firstImplementationNumber ? lastImplementationNumber + 1 : next;
}

/** What stands in an option `extensions` may be no field and stand nowhere else. */
function checkExtensionRanges(message: MessageSyntax, add: Add): void {
  const ranges = message.extensionRanges.flatMap((statement) => statement.ranges);
  if (ranges.length === 0) return;
  checkRanges(ranges, 'extensions', 1, maxFieldNumber, add);
  const isExtension = rangeTest(ranges);
  for (const { name, number, line } of message.fields) {
    if (isExtension(number))
      add(line, `field ${name} has number ${number}, which is left to extensions`, 'take another number');
  }
  const isReserved = rangeTest(message.reserved.ranges);
  for (const range of ranges) {
    const overlaps =
      isReserved(range.first) ||
      message.reserved.ranges.some(({ first }) => first > range.first && first <= range.last);
    if (overlaps) {
      const shown = showRange(range);
      add(range.line, `extensions ${shown} are reserved too`, 'let the ranges not overlap');
    }
  }
}

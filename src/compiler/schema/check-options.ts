import type { OptionReader } from './option-reader.js';
import type { OptionValues } from './option-values.js';
import type { References } from './references.js';
import type { Problems } from './schema-error.js';
import { join } from './symbols.js';
import type { EnumSyntax, FieldSyntax, FileSyntax, MessageSyntax, ServiceSyntax, Syntax } from './syntax.js';

/** The options of everything in the files, read and checked, by the node that has them. */
export type ReadOptions = ReadonlyMap<object, OptionValues>;

/** Reads all options of the files, and checks what protoc demands of its own ones beyond their types. */
export function checkOptions(
  files: Iterable<FileSyntax>,
  reader: OptionReader,
  references: References,
  problems: Problems,
): ReadOptions {
  const all = new Map<object, OptionValues>();
  // Most declarations have no options: a table without them is a tenth of the size
  const setOptions = (node: object, options: OptionValues): void => {
    if (options.size > 0) all.set(node, options);
  };
  for (const file of files) {
    setOptions(file, reader.read(file.options, 'File', file.package, file));
    for (const message of file.messages) readMessage(message, file.package, file);
    for (const declared of file.enums) readEnum(declared, file.package, file);
    for (const service of file.services) readService(service, file);
    for (const extension of file.extensions) readField(extension, file.package, file);
  }
  return all;

  function readMessage(message: MessageSyntax, scope: string, file: FileSyntax): void {
    const options = reader.read(message.options, 'Message', scope, file);
    setOptions(message, options);
    for (const [name, hint] of Object.entries(refusedMessageOptions)) {
      const option = options.get(name);
      if (option === undefined || (name !== 'map_entry' && option.value !== true)) continue;
      problems.add(file.shownPath, option.line, `option ${name} is not allowed`, hint);
    }
    const fullName = join(scope, message.name);
    for (const field of message.fields) readField(field, fullName, file);
    for (const extension of message.extensions) readField(extension, fullName, file);
    for (const ranges of message.extensionRanges)
      setOptions(ranges, reader.read(ranges.options, 'ExtensionRange', fullName, file));
    for (const oneof of message.oneofs)
      setOptions(oneof, reader.read(oneof.options, 'Oneof', fullName, file));
    for (const nested of message.messages) readMessage(nested, fullName, file);
    for (const nested of message.enums) readEnum(nested, fullName, file);
  }

  function readField(field: FieldSyntax, scope: string, file: FileSyntax): void {
    const options = reader.read(field.options, 'Field', scope, file);
    setOptions(field, options);
    checkFieldOptions(field, file.syntax, options, (line, message, hint) =>
      problems.add(file.shownPath, line, message, hint),
    );
  }

  function checkFieldOptions(
    field: FieldSyntax,
    syntax: Syntax,
    options: OptionValues,
    add: (line: number, message: string, hint: string) => void,
  ): void {
    const type = references.typeOf(field)?.kind ?? field.type;
    const isRepeated = field.label === 'repeated';
    const packed = options.get('packed');
    if (packed !== undefined && syntax === 'edition 2023') {
      add(
        packed.line,
        `field ${field.name} has the option packed`,
        'editions write features.repeated_field_encoding = PACKED or EXPANDED instead',
      );
    }
    if (packed?.value === true && (!isRepeated || ['string', 'bytes', 'message'].includes(type))) {
      add(
        packed.line,
        `field ${field.name} cannot be packed`,
        'packed is for repeated numbers, bools and enums',
      );
    }
    const jstype = options.get('jstype');
    if (
      jstype !== undefined &&
      jstype.value !== 'JS_NORMAL' &&
      (!type.endsWith('64') || field.mapKey !== undefined)
    ) {
      add(jstype.line, `field ${field.name} has a jstype`, 'jstype is for 64-bit integers');
    }
    for (const name of ['lazy', 'unverified_lazy']) {
      const lazy = options.get(name);
      if (lazy?.value === true && type !== 'message') {
        add(lazy.line, `field ${field.name} cannot be ${name}`, `${name} is for messages`);
      }
    }
  }

  function readEnum(declared: EnumSyntax, scope: string, file: FileSyntax): void {
    setOptions(declared, reader.read(declared.options, 'Enum', scope, file));
    for (const value of declared.values)
      setOptions(value, reader.read(value.options, 'EnumValue', scope, file));
  }

  function readService(service: ServiceSyntax, file: FileSyntax): void {
    const fullName = join(file.package, service.name);
    setOptions(service, reader.read(service.options, 'Service', file.package, file));
    for (const method of service.methods)
      setOptions(method, reader.read(method.options, 'Method', fullName, file));
  }
}

const refusedMessageOptions = {
  map_entry: 'write map<key, value> instead',
  message_set_wire_format: 'message sets are not supported: declare plain extensions',
};

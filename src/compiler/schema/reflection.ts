import protobuf from 'protobufjs';
import { canonicalText } from './canonical-text.js';
import type { References } from './references.js';
import type { Problems } from './schema-error.js';
import type { SourceFile } from './sources.js';
import { join } from './symbols.js';
import type { FieldSyntax, FileSyntax, MessageSyntax } from './syntax.js';

/**
 * Lets protobufjs read the checked files, as a second pair of eyes. Names are set to what protoc's rules resolved them to first, since protobufjs
 * finds names where protoc does not.
 */
export function reflect(
  files: readonly SourceFile[],
  references: References,
  problems: Problems,
): protobuf.Root {
  const root = new protobuf.Root();
  for (const { syntax, text } of files) {
    try {
      protobuf.parse(canonicalText(text), root, { keepCase: true });
    } catch (error) {
      refuse(syntax, error);
    }
  }
  problems.throwIfAny();
  for (const { syntax } of files) qualify(syntax);
  try {
    root.resolveAll();
  } catch (error) {
    const last = files.at(-1);
    if (last !== undefined) refuse(last.syntax, error);
  }
  problems.throwIfAny();
  return root;

  function refuse(file: FileSyntax, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const line = Number(/line (\d+)/.exec(message)?.[1] ?? 0);
    const hint = 'protoc takes it, but this reader does not: write it in another way';
    problems.add(file.shownPath, line, `protobufjs cannot read this: ${message}`, hint);
  }

  function qualify(file: FileSyntax): void {
    for (const message of file.messages) qualifyMessage(message, file.package);
    for (const extension of file.extensions) qualifyExtension(extension, file.package);
    for (const service of file.services) {
      const reflected = root.lookupService(`.${join(file.package, service.name)}`);
      for (const method of service.methods) {
        const found = reflected.methods[method.name];
        const request = references.requestOf(method);
        const response = references.responseOf(method);
        if (found === undefined || request === undefined || response === undefined) continue;
        found.requestType = `.${request.fullName}`;
        found.responseType = `.${response.fullName}`;
      }
    }
  }

  function qualifyMessage(message: MessageSyntax, scope: string): void {
    const fullName = join(scope, message.name);
    const { fields } = root.lookupType(`.${fullName}`);
    for (const field of message.fields) qualifyField(field, fields[field.name]);
    for (const extension of message.extensions) qualifyExtension(extension, fullName);
    for (const nested of message.messages) qualifyMessage(nested, fullName);
  }

  function qualifyExtension(extension: FieldSyntax, scope: string): void {
    const reflected = root.lookup(`.${join(scope, extension.name)}`);
    if (reflected instanceof protobuf.Field) qualifyField(extension, reflected);
  }

  function qualifyField(field: FieldSyntax, reflected: protobuf.Field | undefined): void {
    const type = references.typeOf(field);
    if (type !== undefined && reflected !== undefined) reflected.type = `.${type.fullName}`;
  }
}

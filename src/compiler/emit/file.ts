import type { FileModel, SchemaModel } from '../model.js';
import { enumCode, enumDeclaration } from './enum.js';
import { messageCode, messageDeclaration } from './message.js';
import { Scope, type Names } from './scope.js';
import { serviceCode, serviceDeclaration, serviceNames } from './service.js';
import { lineComment, printed, type Target } from './source.js';

/** What a .proto file becomes; a `.d.ts` is asked for as its declarations. */
export type Output = 'ts' | 'js' | 'd.ts';

/** The text of one generated file. */
export function emitFile(
  model: SchemaModel,
  file: FileModel,
  names: Names,
  output: Output,
  command: string,
): string {
  const services = file.services.map((service) => ({
    service,
    names: serviceNames(service, file.path, names),
  }));
  // After the services have their names, so that no import takes one.
  const scope = new Scope(file, names);
  const isDeclaration = output === 'd.ts';
  const sections = [
    ...file.enums.map((model) => (isDeclaration ? enumDeclaration(model, scope) : enumCode(model, scope))),
    ...file.messages.map((message) =>
      isDeclaration ? messageDeclaration(message, scope) : messageCode(message, scope),
    ),
    ...services.map(({ service, names }) =>
      isDeclaration
        ? serviceDeclaration(service, names, model, scope)
        : serviceCode(service, names, model, scope),
    ),
  ].filter((section) => section.length > 0);
  const target: Target = output === 'js' ? 'js' : 'ts';
  const lines = [
    ...headline(file.path, command),
    ...lineComment(file.comment),
    ...scope.imports(output !== 'js'),
    ...sections.flatMap((section) => ['', ...section]),
    '',
  ];
  return printed(lines, target).replace(/\n{3,}/g, '\n\n');
}

export function headline(source: string, command: string): string[] {
  return [`// Made by \`${command}\` from ${source}. Do not edit.`, '/* eslint-disable */'];
}

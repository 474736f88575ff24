import type { FileModel, ServiceModel } from '../model.js';
import { enumCode, enumDeclaration } from './enum.js';
import { extensionCode, extensionDeclaration } from './extension.js';
import { messageCode, messageDeclaration } from './message.js';
import { Scope, type Names } from './scope.js';
import { serviceCode, serviceDeclaration, serviceNames, type ServiceNames } from './service.js';
import { lineComment, printed, type Target } from './source.js';

/** What a .proto file becomes; a `.d.ts` is asked for as its declarations. */
export type Output = 'ts' | 'js' | 'd.ts';

/** The text of one .proto file in every output asked for. */
export function emitFile(
  file: FileModel,
  names: Names,
  outputs: readonly Output[],
  command: string,
): string[] {
  const services = file.services.map((service) => ({
    service,
    names: serviceNames(service, file.path, names),
  }));
  // After the services have their names, so that no import takes one.
  return outputs.map((output) => textOf(file, services, new Scope(file, names), output, command));
}

function textOf(
  file: FileModel,
  services: readonly { readonly service: ServiceModel; readonly names: ServiceNames }[],
  scope: Scope,
  output: Output,
  command: string,
): string {
  const isDeclaration = output === 'd.ts';
  const sections = [
    ...file.enums.map((model) => (isDeclaration ? enumDeclaration(model, scope) : enumCode(model, scope))),
    ...file.messages.map((message) =>
      isDeclaration ? messageDeclaration(message, scope) : messageCode(message, scope),
    ),
    ...file.extensions.map((extension) =>
      isDeclaration ? extensionDeclaration(extension, scope) : extensionCode(extension, scope),
    ),
    ...services.map(({ service, names }) =>
      isDeclaration ? serviceDeclaration(service, names, scope) : serviceCode(service, names, scope),
    ),
  ].filter((section) => section.length > 0);
  const target: Target = output === 'js' ? 'js' : 'ts';
  const lines = [
    ...headline(file.path, command),
    ...lineComment(file.comment),
    ...scope.imports(output !== 'js'),
    ...(isDeclaration ? [] : scope.constants()),
    ...sections.flatMap((section) => ['', ...section]),
    '',
  ];
  return printed(lines, target).replace(/\n{3,}/g, '\n\n');
}

export function headline(source: string, command: string): string[] {
  return [`// Made by \`${command}\` from ${source}. Do not edit.`, '/* eslint-disable */'];
}

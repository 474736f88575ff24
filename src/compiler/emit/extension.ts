import type { ExtensionModel } from '../model.js';
import { defaultNote } from './default-value.js';
import { fieldDeclaration } from './field-table.js';
import type { Scope } from './scope.js';
import { comment, quoted, typed } from './source.js';
import { commentOf, listOf, valueType } from './types.js';

/** An extension as a constant: it reads and writes the field of a message that another file defines. */
export function extensionCode(extension: ExtensionModel, scope: Scope): string[] {
  const { field, fullName, extendee } = extension;
  const define = scope.value('defineExtension');
  return [
    ...docs(extension, scope),
    `export const ${scope.ref(fullName, 'type')}${typed(`: ${type(extension, scope)}`)} = /* @__PURE__ */ ${define}({`,
    `  name: ${quoted(fullName)},`,
    `  extendee: () => ${scope.ref(extendee, 'type')},`,
    `  field: () => (${fieldDeclaration(field, undefined, scope)}),`,
    ...(field.packed ? ['  packed: true,'] : []),
    '});',
  ];
}

export function extensionDeclaration(extension: ExtensionModel, scope: Scope): string[] {
  const name = scope.ref(extension.fullName, 'type');
  return [...docs(extension, scope), `export declare const ${name}: ${type(extension, scope)};`];
}

function docs({ field }: ExtensionModel, scope: Scope): string[] {
  return comment(commentOf(field.comment, defaultNote(field, scope)), field.deprecated);
}

function type({ field, extendee }: ExtensionModel, scope: Scope): string {
  const value = valueType(field, scope);
  const extended = scope.ref(extendee, 'type', false);
  return `${scope.type('Extension')}<${extended}, ${field.label === 'repeated' ? listOf(value) : value}>`;
}

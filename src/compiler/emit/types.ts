import type { FieldModel, MessageModel } from '../model.js';
import { defaultNote } from './default-value.js';
import { fieldScalar, scalarOf } from './scalars.js';
import type { Scope } from './scope.js';
import { comment, indent, key, quoted } from './source.js';

/** The TypeScript type of one value of a field. */
export function valueType(field: FieldModel, scope: Scope): string {
  if (field.type.kind === 'scalar') return scalarOf(field.type.scalar, field.asNumber).type;
  return scope.ref(field.type.name, 'type', false);
}

/** The interface of a message; oneofs stand where their first field does. */
export function messageInterface(message: MessageModel, scope: Scope): string[] {
  const name = scope.ref(message.fullName, 'type', false);
  const docs = comment(message.comment, message.deprecated);
  const oneofs = new Set<string>();
  const body = message.fields.flatMap((field) => {
    if (field.oneof === undefined) return property(field, scope);
    if (oneofs.has(field.oneof)) return [];
    oneofs.add(field.oneof);
    return oneofLines(message, field.oneof, scope);
  });
  if (body.length === 0) return [...docs, `export type ${name} = Record<string, never>;`];
  return [...docs, `export interface ${name} {`, ...indent(body), '}'];
}

function property(field: FieldModel, scope: Scope): string[] {
  const docs = comment(commentOf(field.comment, defaultNote(field, scope)), field.deprecated);
  const type = valueType(field, scope);
  const name = key(field.property);
  switch (field.label) {
    case 'repeated':
      return [...docs, `${name}: ${listOf(type)};`];
    case 'map':
      return [...docs, `${name}: Map<${scalarOf(field.mapKey ?? 'string', false).type}, ${type}>;`];
    case 'required':
      return [...docs, `${name}: ${type};`];
    case 'implicit':
    case 'optional':
    case 'oneof':
      if (isPlain(field)) return [...docs, `${name}: ${type};`];
      return [...docs, `${name}?: ${type} | undefined;`];
  }
}

export function listOf(type: string): string {
  return type.includes(' ') ? `(${type})[]` : `${type}[]`;
}

/** A schema's comment with a sentence of ours behind it. */
export function commentOf(text: string, note: string): string {
  return text === '' || note === '' ? text + note : `${text}\n${note}`;
}

/** The property of a oneof. */
export function oneofProperty(message: MessageModel, oneof: string): string {
  return message.oneofs.find((candidate) => candidate.name === oneof)?.property ?? oneof;
}

function oneofLines(message: MessageModel, oneof: string, scope: Scope): string[] {
  const found = message.oneofs.find((candidate) => candidate.name === oneof);
  const cases = message.fields
    .filter((field) => field.oneof === oneof)
    .flatMap((field) => [
      ...comment(commentOf(field.comment, defaultNote(field, scope)), field.deprecated),
      `| { case: ${quoted(field.property)}; value: ${valueType(field, scope)} }`,
    ]);
  return [
    ...comment(found?.comment ?? ''),
    `${key(oneofProperty(message, oneof))}?:`,
    ...indent([...cases, '| undefined;']),
  ];
}

/** A field that always has a value. */
export function isPlain(field: FieldModel): boolean {
  return field.label === 'implicit' && fieldScalar(field) !== undefined;
}

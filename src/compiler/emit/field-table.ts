import { lowerCamelCase } from '../../codec/shape.js';
import type { FieldModel } from '../model.js';
import { defaultExpression } from './default-value.js';
import type { Scope } from './scope.js';
import { quoted } from './source.js';

/** One row of a codec's field table, with what differs from the usual; `oneof` is the property of the field's oneof. */
export function fieldDeclaration(field: FieldModel, oneof: string | undefined, scope: Scope): string {
  const camel = lowerCamelCase(field.name);
  const parts = [`number: ${field.number}`, `name: ${quoted(field.name)}`];
  if (field.property !== camel) parts.push(`property: ${quoted(field.property)}`);
  if (field.jsonName !== camel) parts.push(`json: ${quoted(field.jsonName)}`);
  parts.push(`type: ${fieldTypeExpression(field, scope)}`);
  if (field.label === 'optional' || field.label === 'required' || field.label === 'repeated') {
    parts.push(`label: ${quoted(field.label)}`);
  }
  if (field.delimited) parts.push('delimited: true');
  if (field.default !== undefined) parts.push(`default: ${defaultExpression(field.default)}`);
  if (field.mapKey !== undefined) parts.push(`key: ${quoted(field.mapKey)}`);
  if (oneof !== undefined) parts.push(`oneof: ${quoted(oneof)}`);
  if (field.asNumber) parts.push('asNumber: true');
  if (field.maxItems !== undefined) parts.push(`maxItems: ${grouped(field.maxItems)}`);
  if (field.maxBytes !== undefined) parts.push(`maxBytes: ${grouped(field.maxBytes)}`);
  if (field.exactBytes !== undefined) parts.push(`exactBytes: ${grouped(field.exactBytes)}`);
  return `{ ${parts.join(', ')} }`;
}

function fieldTypeExpression(field: FieldModel, scope: Scope): string {
  switch (field.type.kind) {
    case 'scalar':
      return quoted(field.type.scalar);
    case 'enum':
      return scope.ref(field.type.name, 'shape');
    case 'message':
      return scope.ref(field.type.name, 'type');
  }
}

export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '_');
}

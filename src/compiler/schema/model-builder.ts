import protobuf from 'protobufjs';
import type {
  EnumModel,
  FieldModel,
  FieldType,
  FileModel,
  MessageModel,
  MethodModel,
  OneofModel,
  ScalarType,
  ServiceModel,
  WireModel,
} from '../model.js';
import type { ReadOptions } from './check-options.js';
import { jsonNameOf, methodPropertyOf, propertyOf, typeNameOf } from './names.js';
import { join } from './symbols.js';
import { findOption } from './syntax.js';
import type { EnumSyntax, FieldSyntax, FileSyntax, MessageSyntax, ServiceSyntax } from './syntax.js';
import type { FieldLimits } from './wire-options.js';

/** What the checks found out, for the model to take over. */
export interface CheckedFacts {
  readonly options: ReadOptions;
  readonly limits: ReadonlyMap<FieldSyntax, FieldLimits>;
  readonly wire: ReadonlyMap<string, WireModel>;
}

const noLimits: FieldLimits = { maxItems: undefined, maxBytes: undefined, exactBytes: undefined };

/** One file of the model: types and labels as protobufjs resolved them, lines, comments and options as checked. */
export function buildFile(
  file: FileSyntax,
  root: protobuf.Root,
  facts: CheckedFacts,
  imports: readonly string[],
  requested: boolean,
): FileModel {
  const messages: MessageModel[] = [];
  const enums: EnumModel[] = [];
  for (const message of file.messages) addMessage(message, file.package, '');
  for (const declared of file.enums) addEnum(declared, file.package, '');
  return {
    path: file.path,
    package: file.package,
    requested,
    imports,
    comment: file.comment,
    messages,
    enums,
    extensions: [],
    services: file.services.map(buildService),
  };

  function addMessage(message: MessageSyntax, scope: string, outer: string): void {
    const fullName = join(scope, message.name);
    const reflected = root.lookupType(`.${fullName}`);
    const nestedName = outer + message.name;
    const fields = message.fields.map((field) => buildField(field, reflected));
    messages.push({
      fullName,
      typeName: typeNameOf(nestedName),
      file: file.path,
      line: message.line,
      comment: message.comment,
      deprecated: isDeprecated(message),
      fields: fields.sort((a, b) => a.number - b.number),
      oneofs: message.oneofs.map(({ name, comment, fields: members }): OneofModel => ({
        name,
        property: propertyOf(name),
        comment,
        fields: members.map((field) => field.name),
      })),
      extensionRanges: [],
      wire: facts.wire.get(fullName),
    });
    for (const nested of message.messages) addMessage(nested, fullName, `${nestedName}.`);
    for (const nested of message.enums) addEnum(nested, fullName, `${nestedName}.`);
  }

  function buildField(field: FieldSyntax, message: protobuf.Type): FieldModel {
    const reflected = message.fields[field.name];
    if (reflected === undefined) throw new Error(`protobufjs lost ${message.fullName}.${field.name}`);
    const options = facts.options.get(field);
    const jsonName = findOption(field.options, 'json_name')?.value;
    const type = fieldType(reflected);
    return {
      name: field.name,
      property: propertyOf(field.name),
      jsonName: jsonName?.kind === 'string' ? jsonName.text : jsonNameOf(field.name),
      number: reflected.id,
      line: field.line,
      comment: field.comment,
      deprecated: isDeprecated(field),
      type,
      label: labelOf(reflected),
      mapKey: reflected instanceof protobuf.MapField ? (reflected.keyType as ScalarType) : undefined,
      packed: reflected.repeated && isPackable(type) && reflected.packed,
      delimited: false,
      default: undefined,
      oneof: field.oneof,
      asNumber: options?.get('jstype')?.value === 'JS_NUMBER',
      ...(facts.limits.get(field) ?? noLimits),
    };
  }

  function addEnum(declared: EnumSyntax, scope: string, outer: string): void {
    const fullName = join(scope, declared.name);
    const reflected = root.lookupEnum(`.${fullName}`);
    enums.push({
      fullName,
      typeName: typeNameOf(outer + declared.name),
      file: file.path,
      line: declared.line,
      comment: declared.comment,
      values: declared.values.map(({ name, number, comment }) => ({
        name,
        number: reflected.values[name] ?? number,
        comment,
      })),
      closed: false,
    });
  }

  function buildService(service: ServiceSyntax): ServiceModel {
    const fullName = join(file.package, service.name);
    const reflected = root.lookupService(`.${fullName}`);
    return {
      fullName,
      typeName: typeNameOf(service.name),
      line: service.line,
      comment: service.comment,
      methods: service.methods.map(({ name, line, comment }): MethodModel => {
        const method = reflected.methods[name];
        if (method === undefined) throw new Error(`protobufjs lost ${fullName}.${name}`);
        return {
          name,
          property: methodPropertyOf(name),
          line,
          comment,
          request: bareName(method.resolvedRequestType),
          response: bareName(method.resolvedResponseType),
          requestStream: method.requestStream === true,
          responseStream: method.responseStream === true,
        };
      }),
    };
  }

  function isDeprecated(node: object): boolean {
    return facts.options.get(node)?.get('deprecated')?.value === true;
  }
}

function fieldType({ resolvedType, type }: protobuf.Field): FieldType {
  if (resolvedType instanceof protobuf.Enum) return { kind: 'enum', name: bareName(resolvedType) };
  if (resolvedType !== null) return { kind: 'message', name: bareName(resolvedType) };
  return { kind: 'scalar', scalar: type as ScalarType };
}

function labelOf(field: protobuf.Field): FieldModel['label'] {
  if (field.map) return 'map';
  if (field.repeated) return 'repeated';
  if (field.options?.['proto3_optional'] === true) return 'optional';
  return field.partOf === null ? 'implicit' : 'oneof';
}

function isPackable(type: FieldType): boolean {
  return (
    type.kind === 'enum' || (type.kind === 'scalar' && type.scalar !== 'string' && type.scalar !== 'bytes')
  );
}

/** protobufjs writes full names with a leading dot. */
function bareName(type: protobuf.ReflectionObject | null): string {
  return type === null ? '' : type.fullName.replace(/^\./, '');
}

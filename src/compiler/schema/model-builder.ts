import type {
  EnumModel,
  ExtensionModel,
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
import { labelOf } from './features.js';
import type { FeatureTable } from './features.js';
import { jsonNameOf, methodPropertyOf, propertyOf, typeNameOf } from './names.js';
import type { References } from './references.js';
import { join } from './symbols.js';
import { findOption } from './syntax.js';
import type {
  EnumSyntax,
  FieldSyntax,
  FileSyntax,
  MessageSyntax,
  OneofSyntax,
  ServiceSyntax,
} from './syntax.js';
import { UniqueNames } from './unique-names.js';
import type { FieldLimits } from './wire-options.js';

/** What the checks found out, for the model to take over. */
export interface CheckedFacts {
  readonly references: References;
  readonly features: FeatureTable;
  readonly options: ReadOptions;
  readonly limits: ReadonlyMap<FieldSyntax, FieldLimits>;
  readonly defaults: ReadonlyMap<FieldSyntax, FieldModel['default']>;
  readonly wire: ReadonlyMap<string, WireModel>;
}

const noLimits: FieldLimits = { maxItems: undefined, maxBytes: undefined, exactBytes: undefined };

/** One file of the model. `isKnown` tells whether a file's messages are in the model too. */
export function buildFile(
  file: FileSyntax,
  facts: CheckedFacts,
  imports: readonly string[],
  requested: boolean,
  isKnown: (path: string) => boolean,
): FileModel {
  const { references, features } = facts;
  const messages: MessageModel[] = [];
  const enums: EnumModel[] = [];
  const extensions: ExtensionModel[] = [];
  const types = new UniqueNames();
  for (const extension of file.extensions) addExtension(extension, file.package, '');
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
    extensions,
    services: file.services.map(buildService),
  };

  function addMessage(message: MessageSyntax, scope: string, outer: string): void {
    const fullName = join(scope, message.name);
    const nestedName = outer + message.name;
    const properties = propertiesOf(message);
    messages.push({
      fullName,
      typeName: types.take(typeNameOf(nestedName)),
      file: file.path,
      line: message.line,
      comment: message.comment,
      deprecated: isDeprecated(message),
      fields: message.fields
        .map((field) => buildField(field, properties.get(field) ?? propertyOf(field.name)))
        .sort((a, b) => a.number - b.number),
      oneofs: message.oneofs.map((oneof): OneofModel => ({
        name: oneof.name,
        property: properties.get(oneof) ?? propertyOf(oneof.name),
        comment: oneof.comment,
        fields: oneof.fields.map(({ name }) => name),
      })),
      extensionRanges: message.extensionRanges
        .flatMap(({ ranges }) => ranges.map(({ first, last }) => ({ first, last })))
        .sort((a, b) => a.first - b.first),
      wire: facts.wire.get(fullName),
    });
    for (const nested of message.messages) addMessage(nested, fullName, `${nestedName}.`);
    for (const nested of message.enums) addEnum(nested, fullName, `${nestedName}.`);
    for (const extension of message.extensions) addExtension(extension, fullName, `${nestedName}.`);
  }

  function addExtension(extension: FieldSyntax, scope: string, outer: string): void {
    const extendee = references.extendeeOf(extension);
    // Options are for compilers: no generated code needs them
    if (extendee === undefined || !isKnown(extendee.file.path)) return;
    const field = buildField(extension, propertyOf(extension.name));
    extensions.push({
      fullName: join(scope, extension.name),
      typeName: types.take(typeNameOf(outer + field.property)),
      extendee: extendee.fullName,
      field,
    });
  }

  function buildField(field: FieldSyntax, property: string): FieldModel {
    const jsonName = findOption(field.options, 'json_name')?.value;
    const type = typeOf(field);
    const isMessage = type.kind === 'message' && field.mapKey === undefined;
    return {
      name: field.name,
      property,
      jsonName: jsonName?.kind === 'string' ? jsonName.text : jsonNameOf(field.name),
      number: field.number,
      line: field.line,
      comment: field.comment,
      deprecated: isDeprecated(field),
      type,
      label: labelOf(field, features.of(field)),
      mapKey: field.mapKey as ScalarType | undefined, // a scalar, as checked
      packed: field.label === 'repeated' && isPackable(type) && isPacked(field),
      delimited: field.isGroup || (isMessage && features.of(field).message_encoding === 'DELIMITED'),
      default: facts.defaults.get(field),
      oneof: field.oneof,
      asNumber: facts.options.get(field)?.get('jstype')?.value === 'JS_NUMBER',
      ...(facts.limits.get(field) ?? noLimits),
    };
  }

  function typeOf(field: FieldSyntax): FieldType {
    const type = references.typeOf(field);
    if (type === undefined) return { kind: 'scalar', scalar: field.type as ScalarType };
    return { kind: type.kind, name: type.fullName };
  }

  function isPacked(field: FieldSyntax): boolean {
    const packed = facts.options.get(field)?.get('packed')?.value;
    if (typeof packed === 'boolean') return packed;
    return features.of(field).repeated_field_encoding === 'PACKED';
  }

  function addEnum(declared: EnumSyntax, scope: string, outer: string): void {
    enums.push({
      fullName: join(scope, declared.name),
      typeName: types.take(typeNameOf(outer + declared.name)),
      file: file.path,
      line: declared.line,
      comment: declared.comment,
      values: declared.values.map(({ name, number, comment }) => ({ name, number, comment })),
      closed: features.of(declared).enum_type === 'CLOSED',
    });
  }

  function buildService(service: ServiceSyntax): ServiceModel {
    const properties = new UniqueNames();
    return {
      fullName: join(file.package, service.name),
      typeName: types.take(typeNameOf(service.name)),
      line: service.line,
      comment: service.comment,
      methods: service.methods.map((method): MethodModel => ({
        name: method.name,
        property: properties.take(methodPropertyOf(method.name)),
        line: method.line,
        comment: method.comment,
        request: references.requestOf(method)?.fullName ?? '',
        response: references.responseOf(method)?.fullName ?? '',
        requestStream: method.requestStream,
        responseStream: method.responseStream,
      })),
    };
  }

  function isDeprecated(node: object): boolean {
    return facts.options.get(node)?.get('deprecated')?.value === true;
  }
}

/** Of fields and oneofs: the fields of a oneof have a scope of their own. */
function propertiesOf({ fields, oneofs }: MessageSyntax): Map<FieldSyntax | OneofSyntax, string> {
  const properties = new Map<FieldSyntax | OneofSyntax, string>();
  const names = new UniqueNames();
  for (const field of fields) {
    if (field.oneof === undefined) properties.set(field, names.take(propertyOf(field.name)));
  }
  for (const oneof of oneofs) {
    properties.set(oneof, names.take(propertyOf(oneof.name)));
    const members = new UniqueNames();
    for (const field of oneof.fields) properties.set(field, members.take(propertyOf(field.name)));
  }
  return properties;
}

function isPackable(type: FieldType): boolean {
  return (
    type.kind === 'enum' || (type.kind === 'scalar' && type.scalar !== 'string' && type.scalar !== 'bytes')
  );
}

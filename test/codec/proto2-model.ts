import type { EnumModel, ExtensionModel, FieldModel, SchemaModel } from '../../src/compiler/model.js';
import { modelOf } from './compiled.js';

/** What a model made from proto3 text gets of proto2: by full names of fields, messages and enums. */
export interface Proto2Facts {
  readonly fields?: Readonly<Record<string, Partial<FieldModel>>>;
  readonly closed?: readonly string[];
  readonly ranges?: Readonly<Record<string, readonly [first: number, last: number]>>;
  /** Messages whose fields become extensions: what they extend. */
  readonly extensions?: Readonly<Record<string, string>>;
}

/** A model by hand: then tests of what a model becomes need no reader of proto2. */
export function proto2Model(files: Readonly<Record<string, string>>, facts: Proto2Facts): SchemaModel {
  const changed = (message: string, field: FieldModel): FieldModel => ({
    ...field,
    ...facts.fields?.[`${message}.${field.name}`],
  });
  return {
    files: modelOf(files).files.map((file) => ({
      ...file,
      messages: file.messages
        .filter(({ fullName }) => facts.extensions?.[fullName] === undefined)
        .map((message) => {
          const [first, last] = facts.ranges?.[message.fullName] ?? [];
          return {
            ...message,
            fields: message.fields.map((field) => changed(message.fullName, field)),
            extensionRanges: first === undefined || last === undefined ? [] : [{ first, last }],
          };
        }),
      enums: file.enums.map((model): EnumModel => ({
        ...model,
        closed: facts.closed?.includes(model.fullName) ?? false,
      })),
      extensions: file.messages.flatMap(({ fullName, fields }): ExtensionModel[] => {
        const extendee = facts.extensions?.[fullName];
        if (extendee === undefined) return [];
        return fields.map((field) => ({
          fullName: `${file.package}.${field.name}`,
          typeName: field.property,
          extendee,
          field: changed(fullName, field),
        }));
      }),
    })),
  };
}

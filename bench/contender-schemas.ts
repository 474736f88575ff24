import type { ScalarType } from '../src/codec/shape.js';
import type { FieldModel, MessageModel, SchemaModel } from '../src/compiler/model.js';
import { messageModels } from '../src/bench/dialect.js';

// The schema as other generators read it: one file, without options, of what the samples need.

/** The messages that these consist of, under their short names. */
export function messagesWithin(roots: readonly string[], model: SchemaModel): readonly MessageModel[] {
  const models = messageModels(model);
  const found = new Set<MessageModel>();
  const add = (name: string): void => {
    const message = models.get(name)!;
    if (found.has(message)) return;
    found.add(message);
    for (const { type } of message.fields) if (type.kind === 'message') add(type.name);
  };
  for (const root of roots) add(root);
  return [...found];
}

export function shortName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf('.') + 1);
}

export function protoText(messages: readonly MessageModel[]): string {
  const field = ({ label, type, name, number }: FieldModel): string => {
    const word = label === 'repeated' || label === 'optional' ? `${label} ` : '';
    return `  ${word}${type.kind === 'scalar' ? type.scalar : shortName(type.name)} ${name} = ${number};`;
  };
  const texts = messages.map(({ fullName, fields }) =>
    [`message ${shortName(fullName)} {`, ...fields.map(field), '}'].join('\n'),
  );
  return `syntax = "proto3";\n\n${texts.join('\n\n')}\n`;
}

const BEBOP_TYPES: Partial<Record<ScalarType, string>> = {
  ...{ fixed64: 'uint64', sfixed64: 'int64', sint64: 'int64', fixed32: 'uint32', sfixed32: 'int32' },
  ...{ sint32: 'int32', double: 'float64', float: 'float32', bytes: 'byte[]' },
};

/** bebop takes no struct with a field of its name, as Version has one. */
export function bebopName(fullName: string): string {
  return `${shortName(fullName)}Record`;
}

/** Structs, bebop's fastest form: every field is always there. */
export function bebopText(messages: readonly MessageModel[]): string {
  const field = ({ label, type, property }: FieldModel): string => {
    const one = type.kind === 'scalar' ? (BEBOP_TYPES[type.scalar] ?? type.scalar) : bebopName(type.name);
    return `  ${one}${label === 'repeated' ? '[]' : ''} ${property};`;
  };
  return messages
    .map(({ fullName, fields }) =>
      [`struct ${bebopName(fullName)} {`, ...fields.map(field), '}\n'].join('\n'),
    )
    .join('\n');
}

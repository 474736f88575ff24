import type { EnumModel } from '../model.js';
import type { Scope } from './scope.js';
import { block, comment, indent, key, quoted, typed } from './source.js';

/** An enum as a const object, its union type, and the table that JSON is written by. */
export function enumCode(model: EnumModel, scope: Scope): string[] {
  const { type, shape } = namesOf(model, scope);
  return [
    ...comment(model.comment),
    ...block(
      `export const ${type} =`,
      valueLines(model, (name, number) => `${name}: ${number},`),
      `}${typed(' as const')};`,
    ),
    ...typeLines(model, type).map(typed),
    '',
    `export const ${shape}${typed(`: ${scope.type('EnumShape')}`)} = {`,
    `  name: ${quoted(model.fullName)},`,
    ...indent(
      block(
        'values:',
        model.values.map(({ name, number }) => `${key(name)}: ${number},`),
        '},',
      ),
    ),
    ...(model.closed ? ['  closed: true,'] : []),
    '};',
  ];
}

export function enumDeclaration(model: EnumModel, scope: Scope): string[] {
  const { type, shape } = namesOf(model, scope);
  return [
    ...comment(model.comment),
    ...block(
      `export declare const ${type}:`,
      valueLines(model, (name, number) => `readonly ${name}: ${number};`),
      '};',
    ),
    ...typeLines(model, type),
    `export declare const ${shape}: ${scope.type('EnumShape')};`,
  ];
}

function namesOf(model: EnumModel, scope: Scope) {
  return { type: scope.ref(model.fullName, 'type', false), shape: scope.ref(model.fullName, 'shape') };
}

function typeLines(model: EnumModel, type: string): string[] {
  if (model.closed) {
    return [
      '/** Closed: a number that this schema does not name counts as an unknown field. */',
      `export type ${type} = (typeof ${type})[keyof typeof ${type}];`,
    ];
  }
  return [
    '/** Open: a newer peer may send a number that this schema does not name, and it is kept. */',
    `export type ${type} = (typeof ${type})[keyof typeof ${type}] | (number & {});`,
  ];
}

function valueLines(model: EnumModel, line: (name: string, number: number) => string): string[] {
  const prefix = sharedPrefix(model);
  return model.values.flatMap((value) => [
    ...comment(value.comment),
    line(key(value.name.slice(prefix.length)), value.number),
  ]);
}

/** Names start with the enum's in upper case by protobuf's own convention; TypeScript has the enum's name before the dot. */
function sharedPrefix(model: EnumModel): string {
  const own = model.typeName.split('_').pop() ?? model.typeName;
  const snake = own.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
  // A longer or shorter start that all share serves as well: GOODBYE_ of GoodbyeCode.
  for (let words = snake.split('_'); words.length > 0; words = words.slice(0, -1)) {
    const prefix = `${words.join('_')}_`;
    if (
      model.values.every(({ name }) => name.startsWith(prefix) && /^[A-Z]/i.test(name.slice(prefix.length)))
    ) {
      return prefix;
    }
  }
  return '';
}

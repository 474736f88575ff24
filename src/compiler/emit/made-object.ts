import type { MessageModel } from '../model.js';
import { fieldScalar } from './scalars.js';
import type { Scope } from './scope.js';
import { block, indent, LINE_WIDTH, printed, quoted, typed } from './source.js';
import { isPlain, oneofProperty } from './types.js';

/** A property of a message while the message is read: a local variable, until the object is made of all. */
export interface Property {
  readonly name: string;
  /** Of the property in the message's interface. */
  readonly type: string;
  /** The local variable's own type. */
  readonly localType: string;
  /** What the variable starts with; undefined for nothing. */
  readonly initial: string | undefined;
  /** What the message gets. */
  readonly value: string;
}

/** The variable of a property; no name of a schema has the sign. */
export function local(property: string): string {
  return `$${property}`;
}

/** In the order of `create`. */
export function propertiesOf(message: MessageModel, scope: Scope): Property[] {
  const found = new Map<string, Property>();
  for (const field of message.fields) {
    const name = field.oneof === undefined ? field.property : oneofProperty(message, field.oneof);
    const type = `${scope.ref(message.fullName, 'type', false)}[${quoted(name)}]`;
    const value = local(name);
    const absent = { name, type, localType: `${type} | undefined`, initial: undefined, value };
    if (field.label === 'repeated') found.set(name, { ...absent, value: `${value} ?? []` });
    else if (field.label === 'map') found.set(name, { ...absent, value: `${value} ?? new Map()` });
    else if (field.label === 'required') found.set(name, { ...absent, value: `${value}${typed('!')}` });
    else if (!isPlain(field)) found.set(name, absent);
    else {
      const zero = fieldScalar(field)?.zero ?? '';
      found.set(name, { name, type, localType: type, initial: zeroOf(zero, scope), value });
    }
  }
  return [...found.values()];
}

/** The constructor of a message's objects, by which alone reading makes them. */
export function constructorOf(
  name: string,
  type: string,
  properties: readonly Property[],
  scope: Scope,
): string[] {
  const parameters = properties.map((property) => `${local(property.name)}${typed(`: ${property.type}`)}`);
  const body = properties.map(({ name }) =>
    name === '__proto__'
      ? // Assigned, it would be the prototype.
        `Object.defineProperty(this, '__proto__', { value: ${local(name)}, writable: true, enumerable: true, configurable: true });`
      : `this.${name} = ${local(name)};`,
  );
  const head = `const ${name} = /* @__PURE__ */ ${scope.value('plain')}(function (`;
  const self = typed(`this: ${type}${parameters.length === 0 ? '' : ', '}`);
  const line = `${head}${self}${parameters.join(', ')})`;
  if (fits(line)) return block(line, body, '});');
  return [
    head,
    // A line break of its own, which JavaScript has not.
    typed(`  this: ${type},\n`) + parameters.map((parameter) => `  ${parameter},`).join('\n'),
    ...block(')', body, '});'),
  ];
}

/** Makes the object of what the local variables hold. */
export function construction(name: string, properties: readonly Property[]): string[] {
  const values = properties.map(({ value }) => value);
  const line = `const made = new ${name}(${values.join(', ')});`;
  if (fits(line)) return [line];
  return [`const made = new ${name}(`, ...indent(values.map((value) => `${value},`)), ');'];
}

export function zeroOf(zero: string, scope: Scope): string {
  return zero === 'noBytes' ? scope.held('noBytes') : zero;
}

function fits(line: string): boolean {
  return printed([line], 'ts').length <= LINE_WIDTH - 2;
}

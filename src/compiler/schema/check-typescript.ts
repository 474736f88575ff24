import type { Add } from './check-names.js';
import { methodPropertyOf, propertyOf, typeNameOf } from './names.js';
import type { Problems } from './schema-error.js';
import type { FileSyntax, MessageSyntax } from './syntax.js';

/** Names that differ in the schema and would be the same in TypeScript. */
export function checkTypeScriptNames(file: FileSyntax, problems: Problems): void {
  const add: Add = (line, message, hint) => problems.add(file.shownPath, line, message, hint);
  const types = new Names('types', add);
  const addMessage = (message: MessageSyntax, outer: string): void => {
    const name = outer + message.name;
    types.add(typeNameOf(name), name, message.line);
    const properties = new Names('fields', add);
    for (const field of message.fields) {
      if (field.oneof === undefined) properties.add(propertyOf(field.name), field.name, field.line);
    }
    for (const oneof of message.oneofs) {
      properties.add(propertyOf(oneof.name), oneof.name, oneof.line);
      const members = new Names('fields', add);
      for (const field of oneof.fields) members.add(propertyOf(field.name), field.name, field.line);
    }
    for (const nested of message.messages) addMessage(nested, `${name}.`);
    for (const nested of message.enums)
      types.add(typeNameOf(`${name}.${nested.name}`), `${name}.${nested.name}`, nested.line);
  };
  for (const message of file.messages) addMessage(message, '');
  for (const { name, line } of file.enums) types.add(typeNameOf(name), name, line);
  for (const service of file.services) {
    types.add(typeNameOf(service.name), service.name, service.line);
    const methods = new Names('rpcs', add);
    for (const { name, line } of service.methods) methods.add(methodPropertyOf(name), name, line);
  }
}

class Names {
  readonly #taken = new Map<string, string>();
  readonly #what: string;
  readonly #add: Add;

  constructor(what: string, add: Add) {
    this.#what = what;
    this.#add = add;
  }

  add(typescriptName: string, name: string, line: number): void {
    const other = this.#taken.get(typescriptName);
    if (other === undefined) this.#taken.set(typescriptName, name);
    else if (other !== name) {
      this.#add(
        line,
        `${this.#what} ${other} and ${name} are both ${typescriptName} in TypeScript`,
        'rename one of them',
      );
    }
  }
}

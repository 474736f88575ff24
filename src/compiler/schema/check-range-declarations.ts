import type { ReadOptions } from './check-options.js';
import { rangeTest } from './check-names.js';
import type { Add } from './check-names.js';
import { messageValue } from './option-values.js';
import type { OptionValues } from './option-values.js';
import type { TypeSymbol } from './references.js';
import { isScalar } from './scalars.js';
import type { ExtensionRangesSyntax, FieldSyntax } from './syntax.js';

/** One `declaration = { number: … full_name: … type: … }` of a range: which extension may have the number. */
interface Declaration {
  readonly line: number;
  readonly number: number | undefined;
  readonly fullName: string | undefined;
  readonly type: string | undefined;
  readonly isReserved: boolean;
  readonly isRepeated: boolean;
}

/** Whether a range takes only extensions that it declares. */
export function isDeclaredOnly(options: OptionValues): boolean {
  const verification = options.get('verification')?.value;
  return verification === 'DECLARATION' || (verification === undefined && options.has('declaration'));
}

/** What protoc refuses in the declarations of a message's ranges by themselves. */
export function checkRangeDeclarations(
  statements: readonly ExtensionRangesSyntax[],
  options: ReadOptions,
  add: Add,
): void {
  const names = new Set<string>();
  const numbers = new Set<number>();
  for (const statement of statements) {
    const values = options.get(statement);
    if (values === undefined) continue;
    const isInside = rangeTest(statement.ranges);
    const declarations = declarationsOf(values);
    const verification = values.get('verification');
    if (verification?.value === 'UNVERIFIED' && declarations.length > 0)
      add(verification.line, 'declared extensions are UNVERIFIED', 'remove the option or the declarations');
    if (declarations.length > 0 && statement.ranges.length > 1)
      add(
        statement.line,
        'several ranges with declared extensions',
        'give each range a statement of its own',
      );
    for (const { number, fullName, type, isReserved, line } of declarations) {
      if (number === undefined) {
        add(line, 'a declared extension has no number', 'add number: …');
        continue;
      }
      const shown = `declared extension ${number}`;
      if (!isInside(number)) add(line, `${shown} is outside its range`, 'move it to the range');
      if (numbers.has(number)) add(line, `${shown} is declared twice`, 'remove one');
      numbers.add(number);
      if (!isReserved && (fullName === undefined || type === undefined))
        add(line, `${shown} has no full_name or no type`, 'add both, or reserved: true');
      if (fullName === undefined) continue;
      if (!/^(\.[A-Za-z_]\w*)+$/.test(fullName))
        add(line, `${shown} has full_name "${fullName}"`, 'write it with a dot in front: ".package.name"');
      else if (names.has(fullName)) add(line, `${fullName} is declared twice`, 'remove one');
      names.add(fullName);
      if (type !== undefined && !isScalar(type) && !/^(\.[A-Za-z_]\w*)+$/.test(type))
        add(line, `${shown} has type "${type}"`, 'write a scalar type, or a full name with a dot in front');
    }
  }
}

/** What protoc refuses about an extension in a range that declares its extensions. */
export function checkDeclared(
  { name, number, line, label, ...field }: FieldSyntax,
  fullName: string,
  type: TypeSymbol | undefined,
  options: OptionValues,
  add: Add,
): void {
  const declared = declarationsOf(options).find((declaration) => declaration.number === number);
  if (declared === undefined) {
    add(line, `extension ${name} has number ${number}, which is not declared`, 'declare it at the range');
    return;
  }
  if (declared.isReserved) {
    add(line, `extension ${name} has the reserved number ${number}`, 'take another number');
    return;
  }
  const expect = (what: string, found: string, wanted: string | undefined): void => {
    if (wanted === undefined || wanted === found) return;
    add(line, `extension ${name} has the ${what} ${found}`, `number ${number} is declared for ${wanted}`);
  };
  expect('name', `.${fullName}`, declared.fullName);
  expect('type', type === undefined ? field.type : `.${type.fullName}`, declared.type);
  if ((label === 'repeated') !== declared.isRepeated) {
    add(
      line,
      `extension ${name} is ${label === 'repeated' ? '' : 'not '}repeated`,
      `number ${number} is declared ${declared.isRepeated ? '' : 'not '}repeated`,
    );
  }
}

function declarationsOf(options: OptionValues): Declaration[] {
  const option = options.get('declaration');
  const values = Array.isArray(option?.value) ? option.value : [];
  return values.flatMap((value: unknown) => {
    const parts = value instanceof Map ? messageValue(value as OptionValues) : undefined;
    if (parts === undefined) return [];
    const get = (name: string): unknown => parts.get(name)?.value;
    const [number, fullName, type] = [get('number'), get('full_name'), get('type')];
    return [
      {
        line: option?.line ?? 0,
        number: typeof number === 'number' ? number : undefined,
        fullName: typeof fullName === 'string' ? fullName : undefined,
        type: typeof type === 'string' ? type : undefined,
        isReserved: get('reserved') === true,
        isRepeated: get('repeated') === true,
      },
    ];
  });
}

import type { FieldModel } from '../model.js';
import type { Add } from './check-names.js';
import { describeValue, scalarOption } from './option-values.js';
import type { TypeSymbol } from './references.js';
import { isScalar } from './scalars.js';
import { optionName } from './syntax.js';
import type { FieldSyntax, OptionValueSyntax } from './syntax.js';

/** What `[default = …]` of a field says; of an enum, the number. */
export function defaultOf(
  field: FieldSyntax,
  type: TypeSymbol | undefined,
  asNumber: boolean,
  add: Add,
): FieldModel['default'] {
  const options = field.options.filter(({ name }) => name[0]?.name === 'default' && !name[0].isExtension);
  const [option, second] = options;
  if (option === undefined) return undefined;
  const { line, value } = option;
  if (second !== undefined) {
    add(second.line, `option default of field ${field.name} is set twice`, 'remove one');
    return undefined;
  }
  if (option.name.length > 1) {
    add(line, `unknown option ${optionName(option.name)}`, 'set default itself');
    return undefined;
  }
  if (field.label === 'repeated' || field.mapKey !== undefined) {
    add(line, `field ${field.name} is repeated and has a default`, 'remove the option "default"');
    return undefined;
  }
  if (isScalar(field.type)) return scalarDefault(field, value, asNumber, add);
  if (type === undefined) return undefined; // reported already
  if (type.kind === 'message') {
    add(line, `field ${field.name} is a message and has a default`, 'remove the option "default"');
    return undefined;
  }
  const known = value.kind === 'identifier' && type.node.values.find(({ name }) => name === value.text);
  if (known) return known.number;
  const names = type.node.values.map(({ name }) => name).slice(0, 20);
  wrong(field, value, names.join(', '), add);
  return undefined;
}

function scalarDefault(
  field: FieldSyntax,
  value: OptionValueSyntax,
  asNumber: boolean,
  add: Add,
): FieldModel['default'] {
  if (field.type === 'bytes' && value.kind === 'string') return value.bytes;
  const read = scalarOption(field.type, value, false);
  if ('expected' in read) {
    wrong(field, value, read.expected, add);
    return undefined;
  }
  if (typeof read.value === 'object') return undefined; // no scalar is an object
  if (typeof read.value === 'bigint' && asNumber) return Number(read.value);
  if (typeof read.value === 'number' && field.type === 'float') return Math.fround(read.value);
  return read.value;
}

function wrong(field: FieldSyntax, value: OptionValueSyntax, expected: string, add: Add): void {
  add(value.line, `option default of field ${field.name} is ${describeValue(value)}`, `it takes ${expected}`);
}

import { checkReserved, rangeTest } from './check-names.js';
import type { Add } from './check-names.js';
import { allowsJsonConflicts } from './check-json-names.js';
import type { Features } from './features.js';
import { constantCase } from './names.js';
import type { Problems } from './schema-error.js';
import { findOption } from './syntax.js';
import type { EnumSyntax, EnumValueSyntax, FileSyntax } from './syntax.js';

/** What protoc refuses in an enum, and protobufjs accepts. */
export function checkEnum(
  declared: EnumSyntax,
  file: FileSyntax,
  features: Features,
  problems: Problems,
): void {
  const add: Add = (line, problem, hint) => problems.add(file.shownPath, line, problem, hint);
  const { name, line, values, reserved } = declared;
  const first = values[0];
  if (first === undefined)
    add(line, `enum ${name} has no values`, `add: ${constantCase(name)}_UNSPECIFIED = 0;`);
  else if (first.number !== 0 && features.enum_type === 'OPEN') {
    const who = file.syntax === 'proto3' ? 'proto3 starts every enum' : 'open enums start';
    const hint = `${who} with ${file.syntax === 'proto3' ? 'its' : 'their'} default: ${constantCase(name)}_UNSPECIFIED = 0;`;
    add(first.line, `the first value of enum ${name} is ${first.number}, not 0`, hint);
  }
  const isReserved = rangeTest(reserved.ranges);
  const reservedNames = new Set(reserved.names.map((reservedName) => reservedName.name));
  for (const value of values) {
    if (reservedNames.has(value.name)) {
      add(value.line, `enum value ${value.name} has a reserved name`, 'take another name');
    }
    if (isReserved(value.number)) {
      add(
        value.line,
        `enum value ${value.name} has the reserved number ${value.number}`,
        'take another number',
      );
    }
  }
  checkAliases(declared, add);
  if (!allowsJsonConflicts(declared.options) && features.json_format === 'ALLOW')
    checkShortNames(declared, add);
  checkReserved(reserved, file.syntax, -0x80000000, 0x7fffffff, add);
}

function checkAliases({ name, line, options, values }: EnumSyntax, add: Add): void {
  const option = findOption(options, 'allow_alias');
  const allowed = option?.value.kind === 'identifier' && option.value.text === 'true';
  const byNumber = new Map<number, EnumValueSyntax>();
  let hasAlias = false;
  for (const value of values) {
    const other = byNumber.get(value.number);
    byNumber.set(value.number, other ?? value);
    if (other === undefined) continue;
    hasAlias = true;
    if (!allowed) {
      const hint = 'take another number, or put "option allow_alias = true;" into the enum';
      add(value.line, `enum values ${other.name} and ${value.name} both have number ${value.number}`, hint);
    }
  }
  if (allowed && !hasAlias) {
    add(option?.line ?? line, `enum ${name} allows aliases but has none`, 'remove the option allow_alias');
  }
}

/** In many languages the enum's name is cut off its values: what is left has to differ. */
function checkShortNames({ name, values }: EnumSyntax, add: Add): void {
  const prefix = name.replaceAll('_', '').toLowerCase();
  const byShortName = new Map<string, EnumValueSyntax>();
  for (const value of values) {
    const short = shortName(value.name, prefix);
    const other = byShortName.get(short);
    byShortName.set(short, other ?? value);
    if (other === undefined || other.number === value.number || other.name === value.name) continue;
    const hint = 'rename one: they are the same without case and the name of the enum';
    add(value.line, `enum values ${other.name} and ${value.name} have nearly the same name`, hint);
  }
}

function shortName(name: string, prefix: string): string {
  let matched = 0;
  let at = 0;
  for (; at < name.length && matched < prefix.length; at++) {
    const char = name.charAt(at).toLowerCase();
    if (char === '_') continue;
    if (char !== prefix.charAt(matched)) break;
    matched++;
  }
  if (matched < prefix.length) at = 0;
  const rest = name.slice(at).replace(/^_+/, '');
  // The whole name stays where nothing would be left
  const parts = (rest === '' ? name : rest).split('_').filter((part) => part !== '');
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase()).join('');
}

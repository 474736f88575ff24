import type { ReadOptions } from './check-options.js';
import { checkDeclared, checkRangeDeclarations, isDeclaredOnly } from './check-range-declarations.js';
import { rangeTest } from './check-names.js';
import type { Add } from './check-names.js';
import type { References } from './references.js';
import type { Problems } from './schema-error.js';
import type { SymbolTable } from './symbols.js';
import type { FieldSyntax, FileSyntax, MessageSyntax } from './syntax.js';
import { descriptorPath } from './well-known.js';

/** `google.protobuf.FieldOptions` and its like: all that proto3 lets extend. */
const extendable =
  /^google\.protobuf\.(File|Message|Field|Oneof|Enum|EnumValue|Service|Method|ExtensionRange)Options$/;

/** What protoc refuses in the `extend` blocks of all files together. */
export function checkExtensions(
  symbols: SymbolTable,
  references: References,
  options: ReadOptions,
  problems: Problems,
): void {
  const byNumber = new Map<string, string>();
  const tests = new Map<MessageSyntax, (number: number) => boolean>();
  for (const { kind, node, file, fullName } of symbols.all()) {
    if (file.path === descriptorPath) continue;
    if (kind === 'extension') checkExtension(node, file, fullName);
    else if (kind === 'message') {
      const add: Add = (line, message, hint) => problems.add(file.shownPath, line, message, hint);
      checkRangeDeclarations(node.extensionRanges, options, add);
    }
  }

  function checkExtension(node: FieldSyntax, file: FileSyntax, fullName: string): void {
    const extended = references.extendeeOf(node);
    if (extended === undefined) return;
    const add = (message: string, hint: string): void =>
      problems.add(file.shownPath, node.line, message, hint);
    if (file.syntax === 'proto3' && !extendable.test(extended.fullName)) {
      add(
        `an extension of ${extended.fullName}`,
        'proto3 extends options only, such as google.protobuf.FieldOptions',
      );
      return;
    }
    if (!isExtensionNumber(extended.node, node.number)) {
      add(`extension ${node.name} has number ${node.number}`, freeNumbersHint(extended));
      return;
    }
    const key = `${extended.fullName} ${node.number}`;
    const other = byNumber.get(key);
    if (other === undefined) byNumber.set(key, `${node.name} at ${file.shownPath}:${node.line}`);
    else {
      const message = `extension ${node.name} has number ${node.number} of ${extended.fullName}, as ${other}`;
      add(message, 'take another number');
    }
    const statement = extended.node.extensionRanges.find(({ ranges }) =>
      ranges.some(({ first, last }) => first <= node.number && node.number <= last),
    );
    const rangeOptions = statement === undefined ? undefined : options.get(statement);
    if (rangeOptions !== undefined && isDeclaredOnly(rangeOptions)) {
      const addAt: Add = (_, message, hint) => add(message, hint);
      checkDeclared(node, fullName, references.typeOf(node), rangeOptions, addAt);
    }
  }

  function isExtensionNumber(message: MessageSyntax, number: number): boolean {
    let test = tests.get(message);
    if (test === undefined) {
      test = rangeTest(message.extensionRanges.flatMap(({ ranges }) => ranges));
      tests.set(message, test);
    }
    return test(number);
  }
}

function freeNumbersHint({ fullName, node }: { fullName: string; node: MessageSyntax }): string {
  if (extendable.test(fullName)) return 'extensions of options have numbers from 1000 on';
  const ranges = node.extensionRanges.flatMap((statement) => statement.ranges);
  if (ranges.length === 0) return `${fullName} leaves none to extensions`;
  const shown = ranges
    .slice(0, 5)
    .map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`));
  return `${fullName} leaves ${shown.join(', ')} to extensions`;
}

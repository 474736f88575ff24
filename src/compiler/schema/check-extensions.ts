import { rangeTest } from './check-names.js';
import type { References } from './references.js';
import type { Problems } from './schema-error.js';
import type { SymbolTable } from './symbols.js';
import { descriptorPath } from './well-known.js';

/** `google.protobuf.FieldOptions` and its like: all that proto3 lets extend. */
const extendable =
  /^google\.protobuf\.(File|Message|Field|Oneof|Enum|EnumValue|Service|Method|ExtensionRange)Options$/;

/** What protoc refuses in the `extend` blocks of all files together. */
export function checkExtensions(symbols: SymbolTable, references: References, problems: Problems): void {
  const byNumber = new Map<string, string>();
  for (const { kind, node, file } of symbols.all()) {
    if (kind !== 'extension' || file.path === descriptorPath) continue;
    const extended = references.extendeeOf(node);
    if (extended === undefined) continue;
    const add = (message: string, hint: string): void =>
      problems.add(file.shownPath, node.line, message, hint);
    if (!extendable.test(extended.fullName)) {
      add(
        `an extension of ${extended.fullName}`,
        'proto3 extends options only, such as google.protobuf.FieldOptions',
      );
      continue;
    }
    if (!rangeTest(extended.node.extensionRanges)(node.number)) {
      add(
        `extension ${node.name} has number ${node.number}`,
        'extensions of options have numbers from 1000 on',
      );
      continue;
    }
    const key = `${extended.fullName} ${node.number}`;
    const other = byNumber.get(key);
    if (other === undefined) byNumber.set(key, `${node.name} at ${file.shownPath}:${node.line}`);
    else {
      const message = `extension ${node.name} has number ${node.number} of ${extended.fullName}, as ${other}`;
      add(message, 'take another number');
    }
  }
}

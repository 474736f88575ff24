import type { Add } from './check-names.js';
import { labelOf } from './features.js';
import type { FeatureTable } from './features.js';
import type { References } from './references.js';
import type { Problems } from './schema-error.js';
import type { SymbolTable } from './symbols.js';
import { optionName } from './syntax.js';
import type { FieldSyntax, FileSyntax } from './syntax.js';

/** What protoc refuses about the presence and encoding of fields, once it is known what their types are. */
export function checkFeatures(
  files: Iterable<FileSyntax>,
  symbols: SymbolTable,
  references: References,
  features: FeatureTable,
  problems: Problems,
): void {
  const own = new Set(files);
  for (const file of own) {
    if (features.of(file).field_presence !== 'LEGACY_REQUIRED') continue;
    const option = file.options.find(({ name }) => name[0]?.name === 'features');
    problems.add(
      file.shownPath,
      option?.line ?? 0,
      'a whole file of required fields',
      'set features.field_presence = LEGACY_REQUIRED at each of them',
    );
  }
  for (const symbol of symbols.all()) {
    if ((symbol.kind !== 'field' && symbol.kind !== 'extension') || !own.has(symbol.file)) continue;
    const { file, node } = symbol;
    const add: Add = (line, message, hint) => problems.add(file.shownPath, line, message, hint);
    checkEnumOf(node, file, add);
    if (file.syntax === 'edition 2023') checkField(node, add);
  }

  /** A field that is always there has 0 where nothing came, which a closed enum need not have. */
  function checkEnumOf(field: FieldSyntax, file: FileSyntax, add: Add): void {
    const type = references.typeOf(field);
    if (type?.kind !== 'enum' || features.of(type.node).enum_type !== 'CLOSED') return;
    const isImplicit =
      file.syntax === 'proto3'
        ? field.extendee === undefined
        : labelOf(field, features.of(field)) === 'implicit';
    if (!isImplicit) return;
    add(
      field.line,
      `field ${field.name} has the closed enum ${type.fullName}`,
      file.syntax === 'proto3'
        ? 'proto3 takes open enums only: declare one of the same values in a proto3 file'
        : 'implicit presence takes open enums only: set features.field_presence = EXPLICIT',
    );
  }

  function checkField(field: FieldSyntax, add: Add): void {
    const { name, label, line } = field;
    const resolved = features.of(field);
    const set = features.ownOf(field);
    const type = references.typeOf(field);
    const isRepeated = label === 'repeated' || field.mapKey !== undefined;
    const hasDefault = field.options.some((option) => optionName(option.name) === 'default');
    if (hasDefault && labelOf(field, resolved) === 'implicit') {
      add(line, `field ${name} has a default and implicit presence`, 'remove one of both');
    }
    const wrong = (feature: keyof typeof set, hint: string): void =>
      add(line, `field ${name} cannot set features.${feature}`, hint);
    if (set.field_presence !== undefined) {
      if (field.oneof !== undefined) wrong('field_presence', 'fields of a oneof mark themselves when set');
      else if (isRepeated) wrong('field_presence', 'repeated fields are never marked when set');
      else if (field.extendee !== undefined) wrong('field_presence', 'extensions are always marked when set');
      else if (type?.kind === 'message' && set.field_presence === 'IMPLICIT')
        wrong('field_presence', 'messages are always marked when set');
    }
    const isPackable = type === undefined ? !['string', 'bytes'].includes(field.type) : type.kind === 'enum';
    if (set.repeated_field_encoding !== undefined && label !== 'repeated') {
      wrong('repeated_field_encoding', 'it is for repeated fields');
    } else if (set.repeated_field_encoding === 'PACKED' && !isPackable) {
      wrong('repeated_field_encoding', 'PACKED is for repeated numbers, bools and enums');
    }
    if (set.utf8_validation !== undefined && field.type !== 'string' && field.mapKey !== 'string')
      wrong('utf8_validation', 'it is for strings');
    if (set.message_encoding !== undefined && (type?.kind !== 'message' || field.mapKey !== undefined))
      wrong('message_encoding', 'it is for messages');
  }
}

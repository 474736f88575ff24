import type { Add } from './check-names.js';
import type { Features } from './features.js';
import { jsonNameOf } from './names.js';
import { findOption } from './syntax.js';
import type { FieldSyntax, MessageSyntax, OptionSyntax } from './syntax.js';

export function allowsJsonConflicts(options: readonly OptionSyntax[]): boolean {
  const value = findOption(options, 'deprecated_legacy_json_field_conflicts')?.value;
  return value?.kind === 'identifier' && value.text === 'true';
}

/**
 * proto3 wants the JSON keys unique, as given by json_name and as they would be without it; proto2 only those given.
 */
export function checkJsonNames(message: MessageSyntax, { json_format }: Features, add: Add): void {
  const isLegacy = json_format === 'LEGACY_BEST_EFFORT';
  const defaults = new Map<string, FieldSyntax>();
  const chosen = new Map<string, FieldSyntax>();
  for (const field of message.fields) {
    const option = findOption(field.options, 'json_name');
    const custom = option?.value.kind === 'string' ? option.value.text : undefined;
    const byDefault = jsonNameOf(field.name);
    if (isLegacy && custom === undefined) continue;
    const clash = (isLegacy ? undefined : defaults.get(byDefault)) ?? chosen.get(custom ?? byDefault);
    if (clash !== undefined && clash.name !== field.name) {
      const key = !isLegacy && defaults.has(byDefault) ? byDefault : (custom ?? byDefault);
      add(
        field.line,
        `fields ${clash.name} and ${field.name} have the same JSON name "${key}"`,
        'rename one of them',
      );
    }
    defaults.set(byDefault, field);
    chosen.set(custom ?? byDefault, field);
  }
}

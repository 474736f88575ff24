import type { MessageSymbol } from './references.js';
import type { OptionValueSyntax } from './syntax.js';

/** Where options stand; each kind has its message in descriptor.proto. */
export type OptionTarget =
  'File' | 'Message' | 'Field' | 'Oneof' | 'Enum' | 'EnumValue' | 'Service' | 'Method' | 'ExtensionRange';

export const targetNames: Readonly<Record<OptionTarget, string>> = {
  File: 'files',
  Message: 'messages',
  Field: 'fields',
  Oneof: 'oneofs',
  Enum: 'enums',
  EnumValue: 'enum values',
  Service: 'services',
  Method: 'rpcs',
  ExtensionRange: 'extension ranges',
};

/** Whether a value of the option `targets` names this kind of declaration. */
export function isTarget(value: OptionValueSyntax, target: OptionTarget): boolean {
  const name =
    target === 'EnumValue'
      ? 'ENUM_ENTRY'
      : target === 'ExtensionRange'
        ? 'EXTENSION_RANGE'
        : target.toUpperCase();
  return value.kind === 'identifier' && value.text === `TARGET_TYPE_${name}`;
}

/** What the options of a message in descriptor.proto stand at. */
export function nameOfTarget(message: MessageSymbol | undefined): string {
  const kind = /^google\.protobuf\.(\w+)Options$/.exec(message?.fullName ?? '')?.[1] ?? '';
  return (targetNames as Readonly<Record<string, string>>)[kind] ?? message?.fullName ?? 'something else';
}

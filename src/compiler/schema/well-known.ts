import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs';

export const descriptorPath = 'google/protobuf/descriptor.proto';

/** The text of Google's own .proto files, which every protobuf compiler brings along. */
export function wellKnownText(path: string): string | undefined {
  if (!/^google\/protobuf\/[a-z_/]+\.proto$/.test(path)) return undefined;
  // protobufjs has the commonest ones as reflection data only, and the others as text
  const common = protobuf.common.get(path);
  if (common !== null) return render(path, common as CommonNode); // these never hold anything else
  try {
    return readFileSync(join(protobufjsFolder(), path), 'utf8');
  } catch {
    return undefined;
  }
}

/** The file that declares one of the commonest types, for a hint. */
export function wellKnownFileOf(fullName: string): string | undefined {
  const name = /^google\.protobuf\.(\w+)$/.exec(fullName)?.[1];
  if (name === undefined) return undefined;
  for (const file of ['any', 'duration', 'empty', 'field_mask', 'struct', 'timestamp', 'wrappers']) {
    const path = `google/protobuf/${file}.proto`;
    if (typesOf(protobuf.common.get(path) as CommonNode | null)?.[name] !== undefined) return path;
  }
  return undefined;
}

function typesOf(root: CommonNode | null): Readonly<Record<string, CommonNode>> | undefined {
  return root?.nested?.['google']?.nested?.['protobuf']?.nested;
}

function protobufjsFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('protobufjs/package.json'));
}

interface CommonField {
  readonly type: string;
  readonly id: number;
  readonly rule?: string;
  readonly keyType?: string;
}

interface CommonNode {
  readonly fields?: Readonly<Record<string, CommonField>>;
  readonly oneofs?: Readonly<Record<string, { readonly oneof: readonly string[] }>>;
  readonly values?: Readonly<Record<string, number>>;
  readonly nested?: Readonly<Record<string, CommonNode>>;
}

function render(path: string, root: CommonNode): string {
  const types = typesOf(root) ?? {};
  const lines = [`// The well-known ${path}.`, 'syntax = "proto3";', 'package google.protobuf;'];
  for (const [name, type] of Object.entries(types)) {
    lines.push(type.values === undefined ? renderMessage(name, type) : renderEnum(name, type.values));
  }
  return lines.join('\n');
}

function renderEnum(name: string, values: Readonly<Record<string, number>>): string {
  const lines = Object.entries(values).map(([value, number]) => `  ${value} = ${number};`);
  return [`enum ${name} {`, ...lines, '}'].join('\n');
}

function renderMessage(name: string, type: CommonNode): string {
  const fields = new Map(Object.entries(type.fields ?? {}));
  const lines: string[] = [];
  for (const [oneof, { oneof: members }] of Object.entries(type.oneofs ?? {})) {
    lines.push(`  oneof ${oneof} {`);
    for (const member of members) {
      const field = fields.get(member);
      if (field !== undefined) lines.push(`  ${renderField(member, field)}`);
      fields.delete(member);
    }
    lines.push('  }');
  }
  for (const [field, declared] of fields) lines.push(renderField(field, declared));
  return [`message ${name} {`, ...lines, '}'].join('\n');
}

function renderField(name: string, { type, id, rule, keyType }: CommonField): string {
  const label = rule === 'repeated' ? 'repeated ' : '';
  const declared = keyType === undefined ? type : `map<${keyType}, ${type}>`;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `  ${label}${declared} ${snake} = ${id};`;
}

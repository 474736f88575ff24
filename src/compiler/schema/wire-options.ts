import type { WireModel } from '../model.js';
import { Priority } from '../../wire/type-table.js';
import type { Rate } from '../../wire/type-table.js';
import type { ReadOptions } from './check-options.js';
import type { Add } from './check-names.js';
import { messageValue } from './option-values.js';
import type { OptionValue, OptionValues, SetOption } from './option-values.js';
import type { MessageSymbol } from './references.js';
import type { Problems } from './schema-error.js';
import type { FieldSyntax } from './syntax.js';

const firstSchemaType = 32;
const lastSchemaType = 65279;
const lastType = 65535;
/** The longest message any peer may announce to take (WIRE.md, "Own messages"). */
const maxMessageBytes = 16 * 1024 * 1024;

/** What a message declares of itself, before services pair it. */
export type DeclaredWire = Omit<WireModel, 'isResponse' | 'response' | 'responseStream'> & {
  /** Of `(framewright.message)` and its parts, by name. */
  readonly line: (name: string) => number;
};

/** `(framewright.message)` of a message; undefined without it. */
export function wireOptions(
  message: MessageSymbol,
  options: ReadOptions,
  problems: Problems,
): DeclaredWire | undefined {
  const option = options.get(message.node)?.get('(framewright.message)');
  const values = messageValue(option?.value);
  if (option === undefined || values === undefined) return undefined;
  const add: Add = (line, text, hint) => problems.add(message.file.shownPath, line, text, hint);
  const line = (name: string): number => values.get(name)?.line ?? option.line;
  const { name } = message.node;
  const type = values.get('type')?.value;
  if (typeof type === 'number') checkTypeId(type, message, line('type'), add);
  else if (!values.has('type')) {
    const hint = `add one from ${firstSchemaType} to ${lastSchemaType}, as type: 0x0100`;
    add(option.line, `message ${name} has options but no type`, hint);
  }
  const maxBytes = limit(values, 'max_bytes', maxMessageBytes, `message ${name}`, add);
  const gossip = values.get('gossip')?.value === true;
  if (gossip && !values.has('max_bytes')) {
    add(
      line('gossip'),
      `message ${name} is gossiped without max_bytes`,
      'add max_bytes: peers pass on only what is bounded',
    );
  }
  return {
    type: typeof type === 'number' ? type : 0,
    priority: priorityOf(values.get('priority')?.value),
    requiresAck: values.get('requires_ack')?.value === true,
    maxBytes,
    rate: rateOf(values.get('rate')?.value, name, line('rate'), add),
    gossip,
    compress: values.get('compress')?.value === true,
    line,
  };
}

function checkTypeId(type: number, { node, file }: MessageSymbol, line: number, add: Add): void {
  const shown = `message ${node.name} has type ${type}`;
  if (file.package === 'framewright') {
    const isOwn = type >= 1 && type < firstSchemaType;
    const isOptional = type > lastSchemaType && type <= lastType;
    if (!isOwn && !isOptional)
      add(line, shown, "framewright's own messages have types 1 to 31 and 65280 to 65535");
  } else if (type < firstSchemaType) {
    add(line, shown, `1 to 31 are framewright's own: take one from ${firstSchemaType} to ${lastSchemaType}`);
  } else if (type > lastSchemaType) {
    add(
      line,
      shown,
      `take one from ${firstSchemaType} to ${lastSchemaType}; those above are kept for framewright`,
    );
  }
}

function priorityOf(value: OptionValue | undefined): Priority {
  return value === 'HIGH' ? Priority.HIGH : value === 'LOW' ? Priority.LOW : Priority.NORMAL;
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000 };

function rateOf(value: OptionValue | undefined, name: string, line: number, add: Add): Rate | undefined {
  if (typeof value !== 'string') return undefined;
  const [, count, unit = ''] = /^([1-9]\d{0,8})\/(s|min|h)$/.exec(value) ?? [];
  const perMs = unitMs[unit];
  if (count === undefined || perMs === undefined) {
    add(
      line,
      `message ${name} has rate "${value}"`,
      'write a count and s, min or h, as "1000/s", "10/min" or "5/h"',
    );
    return undefined;
  }
  return { count: Number(count), perMs };
}

/** A limit that was set must limit something. */
function limit(values: OptionValues, key: string, max: number, owner: string, add: Add): number | undefined {
  const option = values.get(key);
  if (typeof option?.value !== 'number') return undefined;
  if (option.value >= 1 && option.value <= max) return option.value;
  add(option.line, `${owner} has ${key} ${option.value}`, `from 1 to ${max}; leave it out for no limit`);
  return undefined;
}

export interface FieldLimits {
  readonly maxItems: number | undefined;
  readonly maxBytes: number | undefined;
  readonly exactBytes: number | undefined;
}

/** `(framewright.field)` of a field. */
export function fieldLimits(field: FieldSyntax, options: ReadOptions, add: Add): FieldLimits {
  const option = options.get(field)?.get('(framewright.field)');
  const values = messageValue(option?.value) ?? new Map<string, SetOption>();
  const wrong = (key: string, hint: string): void => {
    const set = values.get(key);
    if (set !== undefined) add(set.line, `field ${field.name} cannot have ${key}`, hint);
  };
  const isMap = field.mapKey !== undefined;
  if (!isMap && field.label !== 'repeated') wrong('max_items', 'max_items is for repeated fields and maps');
  if (isMap || !['string', 'bytes'].includes(field.type))
    wrong('max_bytes', 'max_bytes is for string and bytes fields');
  if (isMap || field.type !== 'bytes') wrong('exact_bytes', 'exact_bytes is for bytes fields');
  else if (values.has('exact_bytes')) wrong('max_bytes', 'exact_bytes already says it: remove max_bytes');
  const owner = `field ${field.name}`;
  return {
    maxItems: limit(values, 'max_items', maxMessageBytes, owner, add),
    maxBytes: limit(values, 'max_bytes', maxMessageBytes, owner, add),
    exactBytes: limit(values, 'exact_bytes', maxMessageBytes, owner, add),
  };
}

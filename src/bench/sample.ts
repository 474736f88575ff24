import type { EnumModel, FieldModel, MessageModel, SchemaModel } from '../compiler/model.js';
import { SeededRandom } from '../testing/seeded-random.js';
import { is64Bit, messageModels, oneofPropertyOf, type Message, type MessageModels } from './dialect.js';

const SEED = 357_238;
/** Beyond these, only what must be there is filled in: a message within itself, messages within messages, all of them. */
const MAX_RECURSION = 2;
const MAX_DEPTH = 6;
const MAX_MESSAGES = 500;
/** Deeper, no library decodes. */
const MAX_REQUIRED_DEPTH = 100;
const ELEMENTS = 3;
/** The largest integer of contenders that hold them as doubles: a sample that only some can hold compares nothing. */
const MAX_INTEGER = Number.MAX_SAFE_INTEGER;
const YEAR_2026 = 1_767_225_600;

/**
 * A plausible message: types, limits and names of the fields say what they hold. The same for the same schema. Throws if
 * there is no such message, as it requires another within it without end.
 */
export function plausibleMessage(type: string, model: SchemaModel): Message {
  return new Sampler(model).message(type);
}

class Sampler {
  readonly #models: MessageModels;
  readonly #enums: ReadonlyMap<string, EnumModel>;
  readonly #random = new SeededRandom(SEED);
  /** The types of the messages that are being made, the outermost first. */
  readonly #path: string[] = [];
  #messages = 0;

  constructor(model: SchemaModel) {
    this.#models = messageModels(model);
    this.#enums = new Map(model.files.flatMap(({ enums }) => enums).map((each) => [each.fullName, each]));
  }

  message(type: string): Message {
    const model = this.#models.get(type)!;
    const message: Message = {};
    if (this.#path.length > MAX_REQUIRED_DEPTH) {
      throw new RangeError(
        `no message is a ${this.#path[0]}: it requires a ${type} within itself without end`,
      );
    }
    this.#messages++;
    this.#path.push(type);
    for (const field of model.fields) {
      if (field.label === 'oneof') this.#oneof(message, model, field);
      else message[field.property] = this.#field(field);
    }
    this.#path.pop();
    return message;
  }

  #isTooMuch({ type }: FieldModel): boolean {
    if (type.kind !== 'message') return false;
    const within = this.#path.filter((each) => each === type.name).length;
    return within >= MAX_RECURSION || this.#path.length >= MAX_DEPTH || this.#messages >= MAX_MESSAGES;
  }

  /** The first that is a message, which says more than a plain value; deeper, one that ends. */
  #oneof(message: Message, model: MessageModel, field: FieldModel): void {
    const property = oneofPropertyOf(model, field);
    if (message[property] !== undefined) return;
    const fields = model.fields.filter((other) => other.oneof === field.oneof && other.label === 'oneof');
    const wantsMessage = this.#path.length < 3;
    const chosen = fields.find(({ type }) => (type.kind === 'message') === wantsMessage) ?? fields[0]!;
    if (this.#isTooMuch(chosen)) return;
    message[property] = { case: chosen.property, value: this.#value(chosen) };
  }

  #field(field: FieldModel): unknown {
    const isTooMuch = this.#isTooMuch(field);
    const elements = Math.min(this.#path.length > 2 ? 2 : ELEMENTS, field.maxItems ?? ELEMENTS);
    switch (field.label) {
      case 'repeated':
        return isTooMuch ? [] : Array.from({ length: elements }, () => this.#value(field));
      case 'map':
        return isTooMuch ? new Map() : this.#map(field, elements);
      case 'required':
        return this.#value(field);
      case 'implicit':
      case 'optional':
      case 'oneof':
        return isTooMuch ? undefined : this.#value(field);
    }
  }

  #map(field: FieldModel, entries: number): Map<unknown, unknown> {
    return new Map(
      Array.from({ length: entries }, (_, index) => [this.#key(field, index), this.#value(field)]),
    );
  }

  #key({ mapKey }: FieldModel, index: number): unknown {
    if (mapKey === 'string') return ['alpha', 'beta', 'gamma'][index];
    if (mapKey === 'bool') return index % 2 === 0;
    return is64Bit(mapKey!) ? BigInt(index + 1) : index + 1;
  }

  #value(field: FieldModel): unknown {
    const { type } = field;
    if (type.kind === 'message') return this.message(type.name);
    if (type.kind === 'enum') return this.#enumValue(type.name);
    switch (type.scalar) {
      case 'bool':
        return true;
      case 'string':
        return this.#text(field);
      case 'bytes':
        return this.#random.bytes(
          field.exactBytes ?? Math.min(bytesFor(field.name), field.maxBytes ?? Infinity),
        );
      case 'double':
        return this.#random.integer(-90_000, 90_000) / 1000;
      case 'float':
        return Math.fround(this.#random.integer(-90_000, 90_000) / 1000);
      case 'int32':
      case 'sint32':
      case 'sfixed32':
      case 'uint32':
      case 'fixed32':
        return this.#integer(field.name, 2 ** 31 - 1);
      case 'int64':
      case 'sint64':
      case 'sfixed64':
      case 'uint64':
      case 'fixed64': {
        const value = this.#integer(field.name, MAX_INTEGER);
        return field.asNumber ? value : BigInt(value);
      }
    }
  }

  /** The second, as the first mostly says that nothing was said. */
  #enumValue(name: string): number {
    const { values } = this.#enums.get(name)!;
    return (values[1] ?? values[0])?.number ?? 0;
  }

  #integer(name: string, max: number): number {
    const isWide = max > 2 ** 31;
    if (/nonce|random|uuid|seed|(^|_)id$/.test(name)) return this.#random.integer(0, max);
    if (/milli|_ms$/.test(name)) return isWide ? YEAR_2026 * 1000 : 1500;
    if (/nanos/.test(name)) return 250_000_000;
    if (/time|date|(^|_)at$|expires|since|seconds/.test(name))
      return YEAR_2026 + this.#random.integer(0, 10_000_000);
    if (/height|block|sequence|offset|start|end/.test(name)) return this.#random.integer(100_000, 900_000);
    if (/amount|value|price|reward|fee|balance|total|supply/.test(name)) {
      return isWide ? this.#random.integer(10_000, 5_000_000_000) : this.#random.integer(100, 1_000_000);
    }
    if (/port/.test(name)) return 24_000;
    if (/version|type|kind|flags|level/.test(name)) return this.#random.integer(1, 3);
    return this.#random.integer(1, 1_000);
  }

  #text({ name, maxBytes = Infinity }: FieldModel): string {
    const text = this.#plainText(name);
    return text.length > maxBytes ? text.slice(0, maxBytes) : text;
  }

  #plainText(name: string): string {
    const number = (): number => this.#random.integer(1, 254);
    if (/url|uri|link/.test(name)) return `https://example.org/items/${number()}`;
    if (/mail/.test(name)) return `someone${number()}@example.org`;
    if (/addr|peer|host|endpoint|(^|_)ip($|_)/.test(name)) return `203.0.${number()}.${number()}:24000`;
    if (/hash|digest|txid|token|key|signature/.test(name)) return hex(this.#random.bytes(32));
    if (/uuid|(^|_)id$/.test(name)) {
      return hex(this.#random.bytes(16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    }
    if (/date|time|(^|_)at$/.test(name)) return '2026-01-01T00:00:00Z';
    if (/version/.test(name)) return `1.${number()}.0`;
    if (/network|chain/.test(name)) return 'mainnet';
    if (/country|lang|locale/.test(name)) return 'en-GB';
    if (/name|user|author|sender|owner/.test(name))
      return ['Ada Lovelace', 'Alan Turing', 'Grace Hopper'][number() % 3]!;
    if (/text|body|message|description|comment|content/.test(name)) {
      return 'The quick brown fox jumps over the lazy dog, and nobody knows why it does.';
    }
    return `${name.replaceAll('_', ' ')} ${number()}`;
  }
}

function bytesFor(name: string): number {
  if (/signature|(^|_)sig($|_)/.test(name)) return 64;
  if (/hash|txid|digest|root|id$/.test(name)) return 32;
  if (/pub.*key|key$/.test(name)) return 33;
  if (/script/.test(name)) return 107;
  if (/addr|(^|_)ip($|_)/.test(name)) return 16;
  if (/payload|data|body|content|image|blob/.test(name)) return 256;
  return 16;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

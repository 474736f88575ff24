// The schema as the vectors' decoder sees it: protobufjs's reflection over proto/, and a strict reading of payloads.
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

interface Options {
  type?: number;
  max_bytes?: number;
  max_items?: number;
  exact_bytes?: number;
  compress?: boolean;
}

/** The `(framewright.…)` options of a message or field. */
export function optionsOf(object: protobuf.ReflectionObject): Options {
  const all = (object.parsedOptions ?? []) as Record<string, Options>[];
  const ours = all.flatMap((each) => [each['(framewright.message)'], each['(framewright.field)']]);
  return Object.assign({}, ...ours) as Options;
}

export const root = new protobuf.Root();
root.resolvePath = (_origin, target) => {
  const folder = target.startsWith('google/') ? '../../node_modules/protobufjs/' : '../../proto/';
  return fileURLToPath(new URL(folder + target, import.meta.url));
};
const groups = ['chain', 'connection', 'masternodes', 'peers', 'production', 'transactions', 'utxo'];
const own = ['control', 'gossip'].map((name) => `framewright/${name}.proto`);
root.loadSync([...own, ...groups.map((group) => `timecoin/${group}.proto`)]);
root.resolveAll();

/** Every message that can be sent alone, by the type of its header. */
export const types = new Map<number, protobuf.Type>();
export const requests = new Set<protobuf.Type>();
export const responses = new Set<protobuf.Type>();
collect(root);

function collect(namespace: protobuf.NamespaceBase): void {
  for (const each of namespace.nestedArray) {
    if (each instanceof protobuf.Type) {
      const { type } = optionsOf(each);
      if (type !== undefined) types.set(type, each);
    } else if (each instanceof protobuf.Service) {
      for (const method of each.methodsArray) {
        requests.add(root.lookupType(method.requestType));
        responses.add(root.lookupType(method.responseType));
      }
    } else if (each instanceof protobuf.Namespace) {
      collect(each);
    }
  }
}

/** The canonical JSON of protobuf. */
export function toJson(type: protobuf.Type, payload: Uint8Array): unknown {
  return type.toObject(type.decode(payload), { longs: String, enums: String, bytes: String, json: true });
}

export function fromJson(type: protobuf.Type, json: unknown): Uint8Array {
  return type.encode(type.fromObject(json as Record<string, unknown>)).finish();
}

/** Why a payload does not decode strictly (WIRE.md §1.3) or breaks a limit of its schema (§10.1); undefined if it is fine. */
export function faultOf(type: protobuf.Type, bytes: Uint8Array, depth = 1): string | undefined {
  if (depth > 100) return 'nested too deep';
  const { max_bytes } = optionsOf(type);
  if (max_bytes !== undefined && bytes.length > max_bytes) return `longer than ${max_bytes}`;
  const seen = new Map<protobuf.Field, number>();
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint();
    if (tag === undefined) return 'broken tag';
    const number = Number(tag >> 3n);
    if (number === 0 || number > 536_870_911) return 'bad field number';
    const field = type.fieldsById[number];
    const fault = skipValue(Number(tag & 7n), field);
    if (fault !== undefined) return fault;
  }
  for (const field of type.fieldsArray) {
    const { max_items, exact_bytes } = optionsOf(field);
    const count = seen.get(field) ?? 0;
    if (max_items !== undefined && count > max_items) return `${field.name}: more than ${max_items}`;
    if (exact_bytes !== undefined && count === 0 && !field.repeated && !field.partOf)
      return `${field.name}: absent`;
  }
  return undefined;

  function skipValue(wireType: number, field: protobuf.Field | undefined): string | undefined {
    if (wireType === 2) {
      const length = readVarint();
      if (length === undefined || length > BigInt(bytes.length - at)) return 'length beyond the end';
      const value = bytes.subarray(at, at + Number(length));
      at += value.length;
      return field && faultOfValue(field, value);
    }
    if (wireType === 0) {
      const value = readVarint();
      if (value === undefined) return 'broken varint';
      if (field?.getOption('jstype') === 'JS_NUMBER') {
        const number = field.type === 'int64' ? BigInt.asIntN(64, value) : value;
        if (!Number.isSafeInteger(Number(number))) return `${field.name}: beyond 53 bits`;
      }
    } else if (wireType === 1 || wireType === 5) {
      at += wireType === 1 ? 8 : 4;
      if (at > bytes.length) return 'number beyond the end';
    } else {
      return 'a group or an unknown wire type';
    }
    if (field) count(field, 1);
    return undefined;
  }

  function faultOfValue(field: protobuf.Field, value: Uint8Array): string | undefined {
    if (field.resolvedType instanceof protobuf.Type) {
      count(field, 1);
      return faultOf(field.resolvedType, value, depth + 1);
    }
    if (field.type !== 'string' && field.type !== 'bytes') {
      count(field, value.filter((byte) => byte < 128).length); // packed varints; the schemas pack nothing else
      return undefined;
    }
    count(field, 1);
    const { max_bytes, exact_bytes } = optionsOf(field);
    if (max_bytes !== undefined && value.length > max_bytes) return `${field.name}: longer than ${max_bytes}`;
    if (exact_bytes !== undefined && value.length !== exact_bytes) return `${field.name}: not ${exact_bytes}`;
    return field.type === 'string' && !isUtf8(value) ? `${field.name}: not UTF-8` : undefined;
  }

  function count(field: protobuf.Field, add: number): void {
    seen.set(field, (seen.get(field) ?? 0) + add);
  }

  function readVarint(): bigint | undefined {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    return undefined;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

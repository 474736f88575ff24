import { MAX_DEPTH } from './read-raw.js';
import { MAX_INT64, MAX_UINT64, MIN_INT64 } from './int64.js';
import { isNamed, shapeOf, type FieldShape, type MessageShape, type ScalarType } from './shape.js';
import { isDetached, isUint8Array } from './write-bytes.js';
import { utf8Length } from '#platform';

/** A value that cannot be encoded. */
export interface Problem {
  readonly path: string;
  readonly problem: string;
}

/** Walks a message that a writer refused, by the same rules, and says where and why. Undefined: no fault found. */
export function encodeProblem(
  shape: MessageShape,
  message: unknown,
  path = '',
  depth = 0,
): Problem | undefined {
  if (depth > MAX_DEPTH) return { path, problem: `nested deeper than ${MAX_DEPTH} levels` };
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return { path, problem: `${described(message)} instead of a ${shape.name}` };
  }
  const oneofs = new Set<string>();
  for (const field of shape.fields) {
    let problem: Problem | undefined;
    if (field.oneof === undefined) {
      problem = fieldProblem(field, valueOf(message, field.property), join(path, field.property), depth);
    } else if (!oneofs.has(field.oneof)) {
      oneofs.add(field.oneof);
      problem = oneofProblem(
        shape,
        field.oneof,
        valueOf(message, field.oneof),
        join(path, field.oneof),
        depth,
      );
    }
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The same for one field's value. */
export function fieldProblem(
  field: FieldShape,
  value: unknown,
  path: string,
  depth = 0,
): Problem | undefined {
  switch (field.label) {
    case 'repeated':
      if (!Array.isArray(value)) return { path, problem: `${described(value)} instead of an array` };
      if (value.length > (field.maxItems ?? Infinity)) {
        return { path, problem: `${value.length} elements, allowed are ${field.maxItems}` };
      }
      return firstProblem(value.entries(), (index, item) =>
        valueProblem(field, item, `${path}[${index}]`, depth),
      );
    case 'map':
      if (!(value instanceof Map)) return { path, problem: `${described(value)} instead of a Map` };
      if (value.size > (field.maxItems ?? Infinity)) {
        return { path, problem: `${value.size} entries, allowed are ${field.maxItems}` };
      }
      return firstProblem(value.entries(), (key: unknown, item) => {
        const at = `${path}[${typeof key === 'string' ? JSON.stringify(key) : String(key)}]`;
        const problem = scalarProblem(field.key ?? 'string', key, false);
        return problem === undefined
          ? valueProblem(field, item, at, depth)
          : { path: at, problem: `key: ${problem}` };
      });
    case 'implicit':
      if (field.type.kind === 'message' && value === undefined) return undefined;
      return valueProblem(field, value, path, depth);
    case 'required':
      if (value === undefined) return { path, problem: 'required, and nothing is there' };
      return valueProblem(field, value, path, depth);
    case 'optional':
      return value === undefined ? undefined : valueProblem(field, value, path, depth);
    case 'oneof':
      return valueProblem(field, value, path, depth);
  }
}

function oneofProblem(
  shape: MessageShape,
  oneof: string,
  value: unknown,
  path: string,
  depth: number,
): Problem | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null) {
    return { path, problem: `${described(value)} instead of { case, value }` };
  }
  const chosen = valueOf(value, 'case');
  const field = shape.fields.find((candidate) => candidate.oneof === oneof && candidate.property === chosen);
  if (field === undefined)
    return { path: join(path, 'case'), problem: `${described(chosen)} is no case of it` };
  return fieldProblem(field, valueOf(value, 'value'), join(path, 'value'), depth);
}

function valueProblem(field: FieldShape, value: unknown, path: string, depth: number): Problem | undefined {
  if (field.type.kind === 'message') {
    return encodeProblem(shapeOf(field.type.codec), value, path, depth + 1);
  }
  const scalar = field.type.kind === 'enum' ? 'int32' : field.type.scalar;
  const problem =
    scalarProblem(scalar, value, field.asNumber) ?? enumProblem(field, value) ?? limitProblem(field, value);
  return problem === undefined ? undefined : { path, problem };
}

function enumProblem({ type }: FieldShape, value: unknown): string | undefined {
  if (type.kind !== 'enum' || type.shape.closed !== true) return undefined;
  if (isNamed(type.shape, value as number)) return undefined;
  return `the number ${String(value)} has no name in ${type.shape.name}, which is closed`;
}

function limitProblem(field: FieldShape, value: unknown): string | undefined {
  const bytes = typeof value === 'string' ? utf8Length(value) : isUint8Array(value) ? value.length : 0;
  if (field.exactBytes !== undefined && bytes !== field.exactBytes) {
    return `${bytes} bytes instead of ${field.exactBytes}`;
  }
  if (bytes > (field.maxBytes ?? Infinity)) return `${bytes} bytes, allowed are ${field.maxBytes}`;
  return undefined;
}

const INTEGERS: Readonly<Partial<Record<ScalarType, readonly [min: number, max: number]>>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  sint32: [-(2 ** 31), 2 ** 31 - 1],
  sfixed32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  fixed32: [0, 2 ** 32 - 1],
};

const LARGEST_FLOAT = 3.4028234663852886e38;
/** From here on a number rounds to the next float after the largest, which is infinite. */
const FLOAT_LIMIT = LARGEST_FLOAT + 2 ** 103;

/** Why a value is none of a scalar type, or undefined. */
export function scalarProblem(type: ScalarType, value: unknown, asNumber: boolean): string | undefined {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean' ? undefined : `${described(value)} instead of a boolean`;
    case 'string':
      if (typeof value !== 'string') return `${described(value)} instead of a string`;
      return value.isWellFormed() ? undefined : 'half of a surrogate pair, which UTF-8 cannot hold';
    case 'bytes':
      if (!isUint8Array(value)) return `${described(value)} instead of a Uint8Array`;
      return isDetached(value) ? 'a Uint8Array whose buffer is gone' : undefined;
    case 'float':
    case 'double':
      if (typeof value !== 'number') return `${described(value)} instead of a number`;
      if (type === 'float' && Number.isFinite(value) && Math.abs(value) >= FLOAT_LIMIT) {
        return `${value} is beyond the largest float`;
      }
      return undefined;
    case 'int64':
    case 'sint64':
    case 'sfixed64':
      return asNumber
        ? numberProblem(value, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
        : bigintProblem(value, MIN_INT64, MAX_INT64);
    case 'uint64':
    case 'fixed64':
      return asNumber
        ? numberProblem(value, 0, Number.MAX_SAFE_INTEGER)
        : bigintProblem(value, 0n, MAX_UINT64);
    case 'int32':
    case 'uint32':
    case 'sint32':
    case 'fixed32':
    case 'sfixed32': {
      const [min, max] = INTEGERS[type] ?? [0, 0];
      return numberProblem(value, min, max);
    }
  }
}

function numberProblem(value: unknown, min: number, max: number): string | undefined {
  if (typeof value !== 'number') return `${described(value)} instead of a number`;
  if (!Number.isInteger(value)) return `${value} is not an integer`;
  return value < min || value > max ? `${value} is not within ${min} to ${max}` : undefined;
}

function bigintProblem(value: unknown, min: bigint, max: bigint): string | undefined {
  if (typeof value !== 'bigint') return `${described(value)} instead of a bigint`;
  return value < min || value > max ? `${value} is not within ${min} to ${max}` : undefined;
}

function firstProblem<K, V>(
  entries: Iterable<[K, V]>,
  problemOf: (key: K, value: V) => Problem | undefined,
): Problem | undefined {
  for (const [key, value] of entries) {
    const problem = problemOf(key, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function valueOf(object: object, property: string): unknown {
  return (object as Record<string, unknown>)[property];
}

function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return `a ${typeof value}`;
  return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
}

function join(path: string, property: string): string {
  return path === '' ? property : `${path}.${property}`;
}

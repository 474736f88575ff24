import { inspect } from 'node:util';

/** Where two messages differ first and how, in words; undefined if they are the same. Absent and undefined are one. */
export function differenceOf(expected: unknown, actual: unknown, path = ''): string | undefined {
  if (Object.is(expected, actual)) return undefined;
  if (expected instanceof Uint8Array && actual instanceof Uint8Array) {
    return Buffer.compare(expected, actual) === 0 ? undefined : became(expected, actual, path);
  }
  if (expected instanceof Map && actual instanceof Map) return mapDifference(expected, actual, path);
  if (!isObject(expected) || !isObject(actual)) return became(expected, actual, path);
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length) {
    return `${path || 'the list'}: ${expected.length} elements became ${actual.length}`;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const below = Array.isArray(expected) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const difference = differenceOf(expected[key], actual[key], below);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function mapDifference(
  expected: ReadonlyMap<unknown, unknown>,
  actual: ReadonlyMap<unknown, unknown>,
  path: string,
): string | undefined {
  for (const [key, value] of expected) {
    const below = `${path}[${shown(key)}]`;
    if (!actual.has(key)) return `${below}: is lost`;
    const difference = differenceOf(value, actual.get(key), below);
    if (difference !== undefined) return difference;
  }
  return actual.size === expected.size
    ? undefined
    : `${path}: ${expected.size} entries became ${actual.size}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

function became(expected: unknown, actual: unknown, path: string): string {
  return `${path || 'the message'}: ${shown(expected)} became ${shown(actual)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Object.is(value, -0)) return '-0';
  if (value instanceof Uint8Array) {
    const hex = Buffer.from(value.subarray(0, 8)).toString('hex');
    return `${value.length} bytes ${hex}${value.length > 8 ? '…' : ''}`;
  }
  if (typeof value === 'string') return value.length > 40 ? `"${value.slice(0, 40)}…"` : `"${value}"`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'bigint' ? value.toString() : inspect(value);
}

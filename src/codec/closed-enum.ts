import type { EnumShape } from './shape.js';

const numbers = new WeakMap<EnumShape, ReadonlySet<unknown>>();

/** Whether an enum names a number. */
export function isNamed(shape: EnumShape, value: unknown): boolean {
  let named = numbers.get(shape);
  if (named === undefined) {
    named = new Set(Object.values(shape.values));
    numbers.set(shape, named);
  }
  return named.has(value);
}

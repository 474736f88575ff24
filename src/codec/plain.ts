/**
 * A constructor of plain objects: `Object.prototype` is their prototype. V8 watches how long the objects of a literal live, and
 * after one large message may put all later ones among the old, where freeing them costs several times as much; what a
 * constructor makes it does not watch.
 */
export function plain<T extends object, A extends readonly unknown[]>(
  assign: (this: T, ...values: A) => void,
): new (...values: A) => T {
  assign.prototype = Object.prototype;
  return assign as unknown as new (...values: A) => T;
}

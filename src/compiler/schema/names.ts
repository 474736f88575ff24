/** Of the known names the one that was probably meant: at most a third of its letters differ. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > 100) return undefined;
  let nearest: string | undefined;
  let least = Math.floor(name.length / 3) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Letters to change, add, drop or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : change;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** protoc's ToJsonName: `start_height` → `startHeight`. */
export function jsonNameOf(name: string): string {
  return name.replace(/_+([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
}

/** `TxState` → `TX_STATE` */
export function constantCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

/** Of every object already, or a promise's in the eyes of `await`. */
const takenProperties = new Set([...Object.getOwnPropertyNames(Object.prototype), 'then', 'prototype']);

/** The TypeScript property of a field or oneof: camelCase, never one that every object has already. */
export function propertyOf(name: string): string {
  const camel = jsonNameOf(name);
  const property = /^[A-Za-z]/.test(camel) ? camel : `_${camel}`;
  return takenProperties.has(property) ? `${property}$` : property;
}

/** The client's method of an rpc: `GetBlocks` → `getBlocks`. */
export function methodPropertyOf(name: string): string {
  return propertyOf(name.charAt(0).toLowerCase() + name.slice(1));
}

/** Words and global names that generated code could not declare or would hide. */
const takenTypeNames = new Set([
  ...'break case catch class const continue debugger default delete do else enum export extends false finally for'.split(
    ' ',
  ),
  ...'function if import in instanceof new null return super switch this throw true try typeof var void while'.split(
    ' ',
  ),
  ...'with yield let static implements interface package private protected public await async eval arguments'.split(
    ' ',
  ),
  ...'any unknown never object string number bigint boolean symbol undefined type declare namespace'.split(
    ' ',
  ),
  ...'Array ArrayBuffer BigInt Boolean DataView Date Error Function Infinity JSON Map Math NaN Number Object'.split(
    ' ',
  ),
  ...'Partial Promise Readonly ReadonlyArray ReadonlyMap Record RegExp Set String Symbol TextDecoder TextEncoder'.split(
    ' ',
  ),
  ...'Uint8Array globalThis AsyncIterable AsyncIterableIterator Iterable Reflect Proxy WeakMap WeakSet'.split(
    ' ',
  ),
]);

/** The TypeScript name of `Outer.Inner` inside its package: `Outer_Inner`. */
export function typeNameOf(nestedName: string): string {
  const name = nestedName.replaceAll('.', '_');
  return takenTypeNames.has(name) ? `${name}$` : name;
}

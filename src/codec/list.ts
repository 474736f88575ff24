// Lists that decoding makes. V8 keeps, for each place of an array literal or of a `new Array`, whether its arrays lived long. Once
// those of one place did, as in a message of megabytes, it makes them among the old objects: there, no longer used, they
// keep all that is in them alive until the next full collection, and decoding takes twice as long.
// These two ways of making an array have no such place.

/** The arguments, as a list. */
export function listOf<T>(...items: T[]): T[] {
  return items;
}

/** `new ListOfLength(n)` is a list with room for n. */
export const ListOfLength: new <T>(length: number) => T[] = Array.bind(undefined);

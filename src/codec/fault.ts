/**
 * What writers throw at a value they cannot write. It carries nothing: only after it is the message walked again, by its
 * field table, to say which field was wrong and why, so that the writers need not know where they are.
 */
export const REFUSED = new Error('a value that its field cannot hold');

export function refuse(): never {
  throw REFUSED;
}

/**
 * Bytes that must be free where a writer starts a value, and behind the content of bytes and strings. A number takes ten
 * at most; the rest is for the tags and lengths of what follows, as deep as messages begin within each other.
 */
export const ROOM = 64;

/** What writers throw where less is free: the message is then written again in another place. */
export const NO_ROOM = new Error('no room');

export function noRoom(): never {
  throw NO_ROOM;
}

/** `at`, if a group may start there. */
export function room(bytes: Uint8Array, at: number): number {
  if (at + ROOM > bytes.length) noRoom();
  return at;
}

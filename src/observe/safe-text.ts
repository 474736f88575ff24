const MAX_CHARACTERS = 200;

// Control characters, line and paragraph separators, and what turns the direction of text: none may reach a terminal
// or begin a line of its own in a log.
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Text that a peer may have chosen, fit for one log line: unsafe characters as escapes, at most 200 characters. */
export function safeText(text: string): string {
  const cut = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
  return cut.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

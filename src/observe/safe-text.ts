const MAX_CHARACTERS = 200;

// Control characters, line and paragraph separators, and what turns the direction of text: none may reach a terminal
// or begin a line of its own in a log.
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/u;

/**
 * Text that a peer may have chosen, fit for one log line: unsafe characters as escapes. Of what has more than 200
 * characters, the escapes counted, the first 200 at most and a `…`.
 */
export function safeText(text: string): string {
  let safe = '';
  for (const character of text) {
    const shown = UNSAFE.test(character) ? escaped(character) : character;
    if (safe.length + shown.length > MAX_CHARACTERS) return `${safe}…`;
    safe += shown;
  }
  return safe;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

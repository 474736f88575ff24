import { CommentCollector } from './comments.js';

export type TokenKind = 'identifier' | 'integer' | 'float' | 'string' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; of a string the content with its escapes resolved. */
  readonly text: string;
  /** Of a string whose escapes spell single bytes above 127: all its bytes. */
  readonly bytes: Uint8Array | undefined;
  readonly line: number;
  /** The comment directly above. */
  readonly leading: string;
  /** The comment behind, on the same line or directly below. */
  trailing: string;
  /** Comments above that are separated by a blank line. */
  readonly detached: readonly string[];
}

/** Text that is not the language of .proto files; ends the reading of its file. */
export class SyntaxProblem extends Error {
  readonly line: number;
  readonly hint: string;

  constructor(line: number, message: string, hint: string) {
    super(message);
    this.line = line;
    this.hint = hint;
  }
}

export const maxFileChars = 4 * 1024 * 1024;

const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const float = /\d+\.\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+/y;
const integer = /0[xX][0-9A-Fa-f]+|\d+/y;
const blank = /[ \t\r\v\f]*/y;
const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '?': '?',
  "'": "'",
  '"': '"',
};
const escape =
  /\\(?:[abfnrtv\\?'"]|[0-7]{1,3}|[xX][0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{4}|U00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})/y;

/** All tokens of a .proto text, comments attached as protoc attaches them. Throws SyntaxProblem. */
export function tokenize(text: string): Token[] {
  if (text.length > maxFileChars) {
    throw new SyntaxProblem(1, 'this file is larger than 4 MiB', 'split it into several files');
  }
  const tokens: Token[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;

  for (;;) {
    const previous = tokens.at(-1);
    const comments = readComments(previous === undefined);
    const token = readToken(comments);
    if (previous !== undefined) previous.trailing = comments.trailing;
    tokens.push(token);
    if (token.kind === 'end') return tokens;
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }

  function takeNewline(): boolean {
    if (text[at] !== '\n') return false;
    at++;
    line++;
    return true;
  }

  function readComments(atStart: boolean): CommentCollector {
    const comments = new CommentCollector(!atStart);
    if (!atStart) {
      match(blank);
      const kind = takeComment(comments);
      if (kind === 'block') {
        match(blank);
        if (at < text.length && !takeNewline()) {
          comments.drop();
          return comments;
        }
      } else if (kind === undefined && !takeNewline()) {
        return comments;
      }
      comments.flush();
    }
    for (;;) {
      match(blank);
      const kind = takeComment(comments);
      if (kind === 'block') {
        match(blank);
        takeNewline();
      } else if (kind === undefined) {
        if (takeNewline()) {
          comments.flush();
          comments.detachFromPrevious();
        } else {
          if (at >= text.length || '})]'.includes(text[at] ?? '')) comments.flush();
          return comments;
        }
      }
    }
  }

  function takeComment(comments: CommentCollector): 'line' | 'block' | undefined {
    if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      comments.addLine(text.slice(at + 2, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end;
      takeNewline();
      return 'line';
    }
    if (!text.startsWith('/*', at)) return undefined;
    const end = text.indexOf('*/', at + 2);
    if (end < 0) throw new SyntaxProblem(line, 'a comment without an end', 'close it with */');
    const body = text.slice(at + 2, end);
    comments.addBlock(body);
    for (let i = body.indexOf('\n'); i >= 0; i = body.indexOf('\n', i + 1)) line++;
    at = end + 2;
    return 'block';
  }

  function readToken(comments: CommentCollector): Token {
    const start = line;
    const token = (kind: TokenKind, value: string, bytes?: Uint8Array): Token => ({
      kind,
      text: value,
      bytes,
      line: start,
      leading: comments.takeLeading(),
      trailing: '',
      detached: comments.detached,
    });
    if (at >= text.length) return token('end', '');
    const word = match(identifier);
    if (word !== undefined) return token('identifier', word);
    const fraction = match(float);
    if (fraction !== undefined) return token('float', checkedNumber(fraction));
    const whole = match(integer);
    if (whole !== undefined) return token('integer', checkedNumber(whole));
    const char = text[at] ?? '';
    if (char === '"' || char === "'") return stringToken(readString(char), token);
    if (char < '!' || char > '~') {
      const code = text.codePointAt(at) ?? 0;
      throw new SyntaxProblem(
        line,
        `character U+${code.toString(16).toUpperCase().padStart(4, '0')} outside a string or comment`,
        /\p{L}/u.test(String.fromCodePoint(code)) ? 'names are of ASCII letters, digits and _' : 'remove it',
      );
    }
    at++;
    return token('symbol', char);
  }

  function checkedNumber(digits: string): string {
    const behind = text[at] ?? '';
    if (/[A-Za-z0-9_.]/.test(behind)) {
      throw new SyntaxProblem(
        line,
        `"${digits}${behind}" is no number`,
        'put a space behind the number, or correct it',
      );
    }
    if (/^0\d/.test(digits) && !/[.eE]/.test(digits) && /[89]/.test(digits)) {
      throw new SyntaxProblem(
        line,
        `"${digits}" is no octal number`,
        'a leading 0 means octal: remove it, or write 0x',
      );
    }
    return digits;
  }

  function readString(quote: string): (string | number)[] {
    const pieces: (string | number)[] = [];
    let from = ++at;
    for (;;) {
      const char = text[at];
      if (char === undefined || char === '\n') {
        throw new SyntaxProblem(line, 'a string without an end', `close it with ${quote} on the same line`);
      }
      if (char === '\0') {
        throw new SyntaxProblem(line, 'a NUL character inside a string', 'write it as \\0');
      }
      if (char === quote) {
        pieces.push(text.slice(from, at++));
        return pieces;
      }
      if (char !== '\\') {
        at++;
        continue;
      }
      pieces.push(text.slice(from, at));
      const found = match(escape);
      if (found === undefined) {
        throw new SyntaxProblem(
          line,
          `unknown escape \\${text[at + 1] ?? ''} in a string`,
          'write \\\\ for a backslash',
        );
      }
      pieces.push(unescape(found.slice(1)));
      from = at;
    }
  }
}

/** A text, or one byte above 127. */
function unescape(body: string): string | number {
  const simple = simpleEscapes[body];
  if (simple !== undefined) return simple;
  if (/^[uU]/.test(body)) return String.fromCodePoint(parseInt(body.slice(1), 16));
  const byte = /^[0-7]/.test(body) ? parseInt(body, 8) & 0xff : parseInt(body.slice(1), 16);
  return byte > 127 ? byte : String.fromCharCode(byte);
}

/** protobuf's strings are bytes: escapes may spell the bytes of a character one by one, or bytes of no character. */
function stringToken(
  pieces: readonly (string | number)[],
  token: (kind: TokenKind, text: string, bytes?: Uint8Array) => Token,
): Token {
  if (pieces.every((piece) => typeof piece === 'string')) return token('string', pieces.join(''));
  const bytes = joinBytes(
    pieces.map((piece) => (typeof piece === 'string' ? utf8(piece) : Uint8Array.of(piece))),
  );
  return token('string', new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), bytes);
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

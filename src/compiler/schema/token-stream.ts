import { joinBytes, SyntaxProblem, tokenize, utf8 } from './tokenizer.js';
import type { Token, TokenKind } from './tokenizer.js';

const maxNumber = 0x7fffffff;
const maxNameChars = 1000;

/** A .proto text as tokens to take one by one. What does not fit throws SyntaxProblem. */
export class TokenStream {
  readonly #tokens: Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  get next(): Token {
    return this.#tokens[this.#next] ?? this.#end;
  }

  get afterNext(): Token {
    return this.#tokens[this.#next + 1] ?? this.#end;
  }

  /** The token taken last: a statement's trailing comment hangs on its end. */
  get previous(): Token {
    return this.#tokens[this.#next - 1] ?? this.#end;
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  is(text: string): boolean {
    return this.next.kind !== 'string' && this.next.text === text;
  }

  takeIf(text: string): Token | undefined {
    return this.is(text) ? this.take() : undefined;
  }

  expect(text: string, hint = `write ${text} here`): Token {
    return this.takeIf(text) ?? this.fail(`expected "${text}", found ${this.describeNext()}`, hint);
  }

  expectKind(kind: TokenKind, what: string, hint: string): Token {
    if (this.next.kind !== kind) this.fail(`expected ${what}, found ${this.describeNext()}`, hint);
    return this.take();
  }

  name(what: string): Token {
    return this.expectKind(
      'identifier',
      what,
      'names are letters, digits and _, and do not start with a digit',
    );
  }

  /** `a.b.c`, with a leading dot where that is allowed. */
  dottedName(what: string, allowLeadingDot: boolean): string {
    let text = allowLeadingDot && this.takeIf('.') ? '.' : '';
    text += this.name(what).text;
    while (this.takeIf('.')) {
      text += `.${this.name(what).text}`;
      if (text.length > maxNameChars)
        this.fail('a name without end', `names have at most ${maxNameChars} characters`);
    }
    return text;
  }

  /** Adjacent strings are one. */
  string(what: string): string {
    return this.#strings(what)
      .map(({ text }) => text)
      .join('');
  }

  /** The same as bytes too, which need not be UTF-8. */
  stringAndBytes(what: string): { text: string; bytes: Uint8Array } {
    const parts = this.#strings(what);
    const bytes = joinBytes(parts.map((part) => part.bytes ?? utf8(part.text)));
    if (parts.every((part) => part.bytes === undefined)) {
      return { text: parts.map(({ text }) => text).join(''), bytes };
    }
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), bytes };
  }

  #strings(what: string): Token[] {
    const parts = [this.expectKind('string', what, 'put it in quotes')];
    while (this.next.kind === 'string') parts.push(this.take());
    return parts;
  }

  /** An integer that fits into an int32. */
  number(what: string, allowNegative = false): number {
    const isNegative = allowNegative && this.takeIf('-') !== undefined;
    const token = this.expectKind('integer', what, 'write a whole number');
    const value = integerValue(token);
    if (value > BigInt(maxNumber) + (isNegative ? 1n : 0n)) {
      throw new SyntaxProblem(
        token.line,
        `${token.text} is out of range`,
        `the largest number here is ${maxNumber}`,
      );
    }
    return isNegative ? -Number(value) : Number(value);
  }

  /** Whether the block ends here. */
  takeEnd(what: string): boolean {
    if (this.next.kind === 'end') this.fail(`${what} has no end`, 'close it with }');
    return this.takeIf('}') !== undefined;
  }

  describeNext(): string {
    const { kind, text } = this.next;
    return kind === 'end' ? 'the end of the file' : `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
  }

  fail(message: string, hint: string): never {
    throw new SyntaxProblem(this.next.line, message, hint);
  }

  get #end(): Token {
    return this.#tokens.at(-1) as Token; // tokenize always ends with one
  }
}

/** Decimal, hexadecimal or octal. */
export function integerValue(token: Token): bigint {
  const { text } = token;
  if (text.length > 400)
    throw new SyntaxProblem(token.line, 'a number of too many digits', 'write a smaller number');
  return BigInt(/^0[0-7]+$/.test(text) ? `0o${text.slice(1)}` : text);
}

/**
 * Tells whose comment a comment is, by protoc's rules: what starts on the line of a statement's end, or follows it
 * directly and ends before a blank line, belongs to that statement; what ends directly above the next belongs to the
 * next; the rest is detached.
 */
export class CommentCollector {
  #lines: string[] | undefined;
  #isLineComment = false;
  #canTrail: boolean;
  trailing = '';
  readonly detached: string[] = [];

  constructor(canTrail: boolean) {
    this.#canTrail = canTrail;
  }

  addLine(text: string): void {
    if (this.#lines !== undefined && !this.#isLineComment) this.flush();
    this.#lines ??= [];
    this.#isLineComment = true;
    this.#lines.push(text.replace(/^ /, '').trimEnd());
  }

  addBlock(text: string): void {
    this.flush();
    this.#isLineComment = false;
    this.#lines = text.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
  }

  /** A blank line, or the end of a scope: what was collected belongs to no later statement. */
  flush(): void {
    const text = this.takeLeading();
    if (text === '') return;
    if (this.#canTrail) this.trailing = text;
    else this.detached.push(text);
    this.#canTrail = false;
  }

  detachFromPrevious(): void {
    this.#canTrail = false;
  }

  /** Forgets a comment between two tokens of one line. */
  drop(): void {
    this.#lines = undefined;
  }

  takeLeading(): string {
    const text = (this.#lines ?? []).join('\n').replace(/^\n+|\n+$/g, '');
    this.#lines = undefined;
    return text;
  }
}

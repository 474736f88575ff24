/**
 * Generated code is written once, with its TypeScript-only parts between marks; `printed` keeps or drops them. The marks
 * are control characters, which `quoted` and `comment` never let through from a schema.
 */
const OPEN = '\x01';
const CLOSE = '\x02';

/** Characters of a line before it is broken. */
export const LINE_WIDTH = 110;

export type Target = 'ts' | 'js';

/** Text that only TypeScript has: an annotation, a type argument, a cast. */
export function typed(text: string): string {
  return OPEN + text + CLOSE;
}

export function printed(lines: readonly string[], target: Target): string {
  const text = lines.join('\n');
  if (target === 'ts') return text.replaceAll(OPEN, '').replaceAll(CLOSE, '');
  // eslint-disable-next-line no-control-regex -- the marks
  return text.replace(/\x01[^\x02]*\x02/g, '');
}

export function indent(lines: readonly string[], by = '  '): string[] {
  return lines.map((line) => (line === '' ? '' : by + line));
}

/** A block with its head, the lines in it two spaces deeper. */
export function block(head: string, body: readonly string[], tail = '}'): string[] {
  return [`${head} {`, ...indent(body), tail];
}

/** A function; its parameters stand below each other where one line is too long. */
export function functionCode(
  head: string,
  parameters: readonly string[],
  result: string,
  body: readonly string[],
): string[] {
  const line = `${head}(${parameters.join(', ')})${typed(`: ${result}`)}`;
  if (printed([line], 'ts').length <= LINE_WIDTH - 2) return block(line, body);
  const lines = indent(parameters.map((parameter) => `${parameter},`));
  return [`${head}(`, ...lines, ...block(`)${typed(`: ${result}`)}`, body)];
}

/** A doc comment of the text a schema has; none for none. */
export function comment(text: string, deprecated = false): string[] {
  const lines = text === '' ? [] : text.split('\n').map(harmless);
  if (deprecated) lines.push('@deprecated');
  if (lines.length === 0) return [];
  if (lines.length === 1) return [`/** ${lines[0]} */`];
  return ['/**', ...lines.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */'];
}

/** The same as lines of `//`. */
export function lineComment(text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => `// ${harmless(line)}`.trimEnd());
}

/** A string literal in single quotes. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** The schema's own types in hex, as .proto files and hex dumps have them; framewright's 1 to 31 in decimal. */
export function hexType(type: number): string {
  return type < 32 ? String(type) : `0x${type.toString(16).padStart(4, '0')}`;
}

/** A key of an object literal; `__proto__` is computed, as it would set the prototype otherwise. */
export function key(name: string): string {
  return name === '__proto__' ? `['__proto__']` : name;
}

/** Text that cannot leave its comment: neither by its end nor by a line break of JavaScript's. */
function harmless(line: string): string {
  return (
    line
      // eslint-disable-next-line no-control-regex -- the marks
      .replace(/[\r\u2028\u2029\x01\x02]/g, ' ')
      .replaceAll('*/', '* /')
      .trimEnd()
  );
}

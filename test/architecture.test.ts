import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { EncodeError } from 'framewright/codec';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { EncodeError as EncodeErrorOfSource } from '../src/codec/index.js';

const root = join(import.meta.dirname, '..');

/** What each layer may import besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = layerTable();

function layerTable(): Record<string, readonly string[]> {
  const order = [
    'platform',
    'wire',
    'codec',
    'generated',
    'transport',
    'peer',
    'node',
    'timecoin',
    'observe',
  ];
  const table: Record<string, readonly string[]> = {};
  for (const [i, layer] of order.entries()) table[layer] = order.slice(0, i);
  return {
    ...table,
    generated: ['codec'],
    // Virtual clock and memory network
    testing: ['platform', 'wire', 'codec', 'transport'],
    compiler: ['wire', 'codec'],
    // Measures codecs of any schema
    bench: ['platform', 'wire', 'codec', 'testing', 'compiler'],
    cli: [...order, 'compiler', 'testing', 'bench'],
    // The package's entry
    index: order,
  };
}

/** Layers that run in browsers too. */
const portable = ['wire', 'codec', 'generated', 'peer'];

/** The header declared with buffer-layout, for tools and as the oracle of tests; no browser loads it. */
const nodeOnly = ['src/wire/header-layout.ts', 'src/wire/buffer-layout.d.ts'];

const maxLines = 350;

/** Still to be split. */
const tooLong = ['src/peer/connection.ts'];

interface SourceFile {
  readonly path: string;
  readonly layer: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = ['src', 'generated'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readSource(relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))),
);

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return { path, layer: layerOf(path), text, imports };
}

function layerOf(path: string): string {
  const [top = '', layer = ''] = path.split('/');
  return top === 'generated' ? top : layer.replace(/\.ts$/, '');
}

/** The layer of the package that an import leads into; undefined for other packages and Node's modules. */
function importedLayer(from: string, specifier: string): string | undefined {
  if (specifier === '#platform') return 'platform';
  if (specifier === 'framewright') return 'index';
  if (specifier.startsWith('framewright/')) return specifier.split('/')[1];
  if (!specifier.startsWith('.')) return undefined;
  return layerOf(relative(root, join(root, dirname(from), specifier)).replaceAll('\\', '/'));
}

describe('the layers', () => {
  it('are all there to be checked', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(new Set(files.map(({ layer }) => layer))).toContain('generated');
  });

  it('import only those above them', () => {
    const wrong = files.flatMap(({ path, layer, imports }) =>
      imports
        .filter((specifier) => {
          const to = importedLayer(path, specifier);
          return to !== undefined && to !== layer && allowed[layer]?.includes(to) !== true;
        })
        .map((specifier) => `${path} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('that run in browsers need nothing of Node', () => {
    const wrong = files
      .filter(({ path, layer }) => portable.includes(layer) && !nodeOnly.includes(path))
      .filter(
        ({ text, imports }) =>
          imports.some((name) => name.startsWith('node:') || name.endsWith('/header-layout.js')) ||
          usesBuffer(text),
      )
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  it('reach the platform by its name only, so that a browser gets its own', () => {
    const wrong = files
      .filter(
        ({ layer, imports }) =>
          layer !== 'platform' && imports.some((name) => /platform\/(node|browser)\.js$/.test(name)),
      )
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });
});

function usesBuffer(text: string): boolean {
  const source = ts.createSourceFile('a.ts', text, ts.ScriptTarget.ES2023);
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === 'Buffer') found = true;
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('every source file', () => {
  it(`has at most ${maxLines} lines`, () => {
    const long = files
      .filter(({ path }) => path.startsWith('src/') && !tooLong.includes(path))
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > maxLines);
    expect(long).toEqual([]);
  });

  it('names what it exports', () => {
    const wrong = files.filter(({ text }) => /^export \* /m.test(text)).map(({ path }) => path);
    expect(wrong).toEqual([]);
  });
});

describe('the codec', () => {
  it('is loaded once: instanceof holds between generated code and sources', () => {
    expect(EncodeError).toBe(EncodeErrorOfSource);
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/main.js';

/** A project of somebody else's: its own package.json, the package linked, and of Node's or a browser's types only the one that the API needs. */
const root = join(import.meta.dirname, '..', '..');
const scratch = join(root, 'test', '.generated');
let project = '';

const tsconfig = {
  compilerOptions: {
    target: 'ES2023',
    lib: ['ES2023'],
    types: [],
    module: 'NodeNext',
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    noPropertyAccessFromIndexSignature: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    allowUnreachableCode: false,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    erasableSyntaxOnly: true,
  },
};

function use(target: 'ts' | 'js'): string {
  return `
    import { Kind, M } from './${target}/everything.js';
    import { BlocksResponse, GetBlocks } from './${target}/timecoin/chain.js';

    const m: M = M.create({ s: 'text', ri: [1, 2], constructor$: 'x', choice: { case: 'c1', value: 'y' } });
    export const long: bigint = m.i64;
    export const short: number = m.u64;
    export const entry: M | undefined = m.mapM.get('key');
    export const two: Kind = Kind.TWO;
    // @ts-expect-error a 64-bit integer is a bigint unless the schema says JS_NUMBER
    export const wrong: number = m.i64;
    // @ts-expect-error there is no such field
    M.create({ nothing: 1 });
    export const response = GetBlocks.response.decode(BlocksResponse.encode({ blocks: [] }));
    export const none: readonly unknown[] = response.blocks;
    export const again: M = M.decode(M.encode(m));
  `;
}

const started = `
  import { M } from './js/everything.js';
  const m = M.create({ s: 'text', ri: [1, 2], u64: 7, i64: -1n });
  const { s, ri, u64, i64 } = M.decode(M.encode(m));
  console.log(JSON.stringify([s, ri, u64, String(i64)]));
`;

beforeAll(async () => {
  mkdirSync(scratch, { recursive: true });
  project = mkdtempSync(join(scratch, 'consumer-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules', 'framewright'), 'dir');
  for (const target of ['ts', 'js']) {
    const out = ['--target', target, '--out', join(project, target)];
    const protoPaths = ['-I', join(root, 'test', 'compiler', 'valid'), '-I', join(root, 'proto')];
    const errors: string[] = [];
    const output = { line: () => undefined, error: (text: string) => errors.push(text) };
    const code = await run(
      ['generate', ...out, ...protoPaths, 'everything.proto', 'timecoin/chain.proto'],
      output,
    );
    expect([code, errors]).toEqual([0, []]);
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));
  writeFileSync(join(project, 'use-ts.ts'), use('ts'));
  writeFileSync(join(project, 'use-js.ts'), use('js'));
  writeFileSync(join(project, 'start.js'), started);
  // Of a browser or of Node; the whole of either takes long to check
  writeFileSync(join(project, 'globals.d.ts'), 'interface AbortSignal { readonly aborted: boolean }');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Runs Node in the project; what it wrote, whether it succeeded or not. */
function node(...argv: string[]): string {
  try {
    return execFileSync(process.execPath, argv, { cwd: project, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}

describe('a project that depends on the package', () => {
  it('finds it built', () => {
    expect(existsSync(join(root, 'dist', 'src', 'codec', 'index.js')), 'run npm run build first').toBe(true);
  });

  it('type-checks what was generated, under the strictest settings', { timeout: 120_000 }, () => {
    expect(node(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.')).toBe('');
  });

  it('runs the generated JavaScript', () => {
    expect(node('start.js')).toBe('["text",[1,2],7,"-1"]\n');
  });

  it('runs the command from its bin', () => {
    const bin = join(root, 'dist', 'src', 'cli', 'main.js');
    expect(
      node(bin, 'generate', '--out', 'again', '-I', join(root, 'proto'), 'timecoin/peers.proto'),
    ).toMatch(/^wrote \d+ files to again \(\d+ changed\)\n$/);
    expect(node(bin, 'generate')).toMatch(/^framewright: required option .*--help\n$/);
  });
});

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SchemaModel } from '../src/compiler/model.js';
import { packageFolder } from '../src/compiler/schema/package-folder.js';
import { bebopText, messagesWithin, protoText } from './contender-schemas.js';

const run = promisify(execFile);

/** The contenders' own install. */
export const contendersFolder = join(packageFolder(), 'bench/contenders');
/** What their generators made of the samples' schema; not kept by git. */
export const generatedFolder = join(contendersFolder, 'generated');

/** Installs the contenders beside this package's own dependencies, from their own lock file. */
export async function installContenders(): Promise<void> {
  // Not `npm ci`, which wants every platform's binaries in the lock file, and not all registries have them.
  // No scripts of packages that would only check which package manager runs them, or fetch what is not used.
  const npm = spawn('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: contendersFolder,
    stdio: ['ignore', 2, 'inherit'],
    shell: process.platform === 'win32',
  });
  const code = await new Promise((resolve, reject) => npm.once('error', reject).once('exit', resolve));
  if (code !== 0) throw new Error(`npm install in ${contendersFolder} ended with ${String(code)}`);
}

/** Runs the generators of those contenders that have one; each that fails is named, with why. */
export async function generateContenders(
  roots: readonly string[],
  model: SchemaModel,
): Promise<readonly string[]> {
  const messages = messagesWithin(roots, model);
  const proto = protoText(messages);
  const stamp = join(generatedFolder, 'bench.proto');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === proto) return [];
  await rm(generatedFolder, { recursive: true, force: true });
  await mkdir(generatedFolder, { recursive: true });
  await writeFile(join(generatedFolder, 'package.json'), '{ "type": "module" }\n');
  await writeFile(stamp, proto);
  await writeFile(join(generatedFolder, 'bench.bop'), bebopText(messages));
  const generators: Readonly<Record<string, () => Promise<void>>> = {
    'protobufjs-cli': protobufjsStatic,
    'ts-proto': tsProto,
    protons,
    'bebop-tools': bebop,
  };
  const failed: string[] = [];
  for (const [name, generate] of Object.entries(generators)) {
    if (!existsSync(join(contendersFolder, 'node_modules', name))) {
      failed.push(`${name}: not installed`);
      continue;
    }
    try {
      await generate();
    } catch (error) {
      failed.push(`${name}: ${(error as Error).message.split('\n').slice(0, 3).join(' ')}`);
    }
  }
  // Tried again next time.
  if (failed.length > 0) await rm(stamp);
  return failed;
}

function script(path: string): string {
  return join(contendersFolder, 'node_modules', path);
}

async function node(...argv: string[]): Promise<void> {
  await run(process.execPath, argv, { cwd: generatedFolder });
}

async function protobufjsStatic(): Promise<void> {
  const options = ['-t', 'static-module', '-w', 'commonjs', '--keep-case', '-o', 'protobufjs.cjs'];
  await node(script('protobufjs-cli/bin/pbjs'), ...options, 'bench.proto');
}

async function tsProto(): Promise<void> {
  const buf = createRequire(import.meta.url).resolve('@bufbuild/buf/package.json');
  const plugin = {
    local: [process.execPath, script('ts-proto/build/src/plugin.js')],
    out: 'ts-proto',
    opt: [
      'forceLong=bigint',
      'esModuleInterop=true',
      'outputJsonMethods=false',
      'outputPartialMethods=false',
    ],
  };
  const template = JSON.stringify({ version: 'v2', plugins: [plugin] });
  await node(join(buf, '../bin/buf'), 'generate', '.', '--template', template);
  await toJavaScript('ts-proto/bench.ts', 'ts-proto.js');
}

async function protons(): Promise<void> {
  await mkdir(join(generatedFolder, 'protons'));
  await node(script('protons/dist/bin/protons.js'), '-o', 'protons', 'bench.proto');
  await toJavaScript('protons/bench.ts', 'protons.js');
}

async function bebop(): Promise<void> {
  const argv = ['--include', 'bench.bop', 'build', '--generator', 'ts:bebop.ts'];
  const system = { linux: 'linux', darwin: 'macos', win32: 'windows' }[process.platform as string];
  const compiler = script(`bebop-tools/tools/${system}/${process.arch}/bebopc`);
  await run(compiler, argv, { cwd: generatedFolder });
  await toJavaScript('bebop.ts', 'bebop.js');
}

async function toJavaScript(from: string, to: string): Promise<void> {
  const { default: ts } = await import('typescript');
  const text = await readFile(join(generatedFolder, from), 'utf8');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  await writeFile(join(generatedFolder, to), outputText);
}

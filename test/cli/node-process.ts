import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Commands run from the build, as users run them. */
const main = join(import.meta.dirname, '../../dist/src/cli/main.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `framewright node`, whose log is JSON. */
export interface NodeProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** The next line of this event, or the first that was already there. */
  event(name: string): Promise<Record<string, unknown>>;
}

function spawnFramewright(args: readonly string[], cwd: string): ChildProcess {
  if (!existsSync(main)) throw new Error('npm run build comes first');
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('FRAMEWRIGHT_'));
  return spawn(process.execPath, [main, ...args], { cwd, env: Object.fromEntries(environment) });
}

function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Runs one command to its end. */
export function framewright(cwd: string, ...args: string[]): Promise<Ended> {
  return endOf(spawnFramewright(args, cwd));
}

export function startNode(cwd: string, ...args: string[]): NodeProcess {
  const child = spawnFramewright(['node', ...args], cwd);
  const ended = endOf(child);
  const lines: Record<string, unknown>[] = [];
  const waiting: { name: string; resolve: (line: Record<string, unknown>) => void }[] = [];
  let rest = '';
  child.stderr?.on('data', (text: string) => {
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts.filter((each) => each.startsWith('{'))) {
      const line = JSON.parse(part) as Record<string, unknown>;
      lines.push(line);
      for (const each of waiting) if (each.name === line['event']) each.resolve(line);
    }
  });
  return {
    child,
    ended,
    event: (name) =>
      new Promise((resolve, reject) => {
        const found = lines.find((line) => line['event'] === name);
        if (found !== undefined) resolve(found);
        waiting.push({ name, resolve });
        void ended.then(({ stderr }) => {
          reject(new Error(`the node ended without ${JSON.stringify(name)}:\n${stderr}`));
        });
      }),
  };
}

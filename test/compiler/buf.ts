import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The files that buf finds errors in. */
export function filesRefusedByBuf(folder: string): string[] {
  const bin = join(
    dirname(createRequire(import.meta.url).resolve('@bufbuild/buf/package.json')),
    'bin',
    'buf',
  );
  try {
    execFileSync(process.execPath, [bin, 'build', folder, '-o', '/dev/null', '--error-format', 'json'], {
      stdio: 'pipe',
    });
    return [];
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    if (stderr.toString().includes('panicked')) throw error;
    const lines = `${stdout.toString()}${stderr.toString()}`
      .split('\n')
      .filter((line) => line.startsWith('{'));
    return lines.map((line) => (JSON.parse(line) as { path: string }).path);
  }
}

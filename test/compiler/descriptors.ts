import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A FileDescriptorSet of .proto texts and all that they import, as buf compiles them. */
export function descriptorsByBuf(files: Readonly<Record<string, string>>): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'descriptors-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const buf = join(
      dirname(createRequire(import.meta.url).resolve('@bufbuild/buf/package.json')),
      'bin/buf',
    );
    const output = join(folder, 'descriptors.binpb');
    execFileSync(process.execPath, [buf, 'build', folder, '-o', output], { stdio: 'pipe' });
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

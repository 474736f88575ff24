import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadSchema } from '../src/compiler/schema/index.js';
import { packageFolder } from '../src/compiler/schema/package-folder.js';
import { others } from '../src/bench/contenders/index.js';
import { writeGeneratedCode } from '../src/bench/generated-code.js';
import type { Timing } from '../src/bench/harness.js';
import { measureMessage } from '../src/bench/measure-message.js';
import type { CellResult } from '../src/bench/result.js';
import { codecSamples } from './messages.js';

/** Where the contenders' own install is, and framewright itself. */
export const contenderFolders: readonly string[] = [
  join(packageFolder(), 'bench/contenders'),
  packageFolder(),
];

/** Encode and decode of each sample, each in a process of its own, against all contenders that are installed. */
export async function* codecCells(
  timing: Timing,
  filter: (name: string) => boolean,
  modules: readonly string[],
  onProgress: (text: string) => void,
): AsyncGenerator<CellResult> {
  const samples = (await codecSamples()).filter(({ name }) => filter(name));
  if (samples.length === 0) return;
  const protoPaths = [join(packageFolder(), 'proto')];
  const files = ['framewright/control.proto', ...timecoinFiles(protoPaths[0]!)];
  const model = loadSchema({ protoPaths, files });
  const generated = await writeGeneratedCode(model);
  try {
    for (const { name, codec, message } of samples) {
      const { encode, decode, oracle } = await measureMessage(
        name,
        {
          subject: {
            schema: { protoPaths, files, model },
            generated: generated.folder,
            message: codec.name,
            sample: codec.encode(message).slice(),
          },
          timing,
          contenders: others.map((family) => family.name),
          modules,
          folders: contenderFolders,
        },
        AbortSignal.timeout(600_000),
        (text) => onProgress(`${name}: ${text}`),
      );
      if (!oracle.isProtobufjs) throw new Error(`${name}: not compared with protobufjs: ${oracle.reason}`);
      yield encode;
      yield decode;
    }
  } finally {
    await generated.remove();
  }
}

function timecoinFiles(folder: string): string[] {
  return readdirSync(join(folder, 'timecoin'))
    .filter((name) => name.endsWith('.proto'))
    .map((name) => `timecoin/${name}`);
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { others } from '../src/bench/contenders/index.js';
import { writeGeneratedCode } from '../src/bench/generated-code.js';
import type { Timing } from '../src/bench/harness.js';
import { measureMessage } from '../src/bench/measure-message.js';
import type { CellResult } from '../src/bench/result.js';
import { loadSchema } from '../src/compiler/schema/index.js';
import { packageFolder } from '../src/compiler/schema/package-folder.js';
import { measureApart } from './cell.js';
import { contendersFolder, generateContenders } from './contender-code.js';
import { BY_HAND_FLOOR, goals } from './goals.js';
import * as lazy from './lazy.js';
import { codecSamples } from './messages.js';
import * as relay from './relay.js';

/** Where contenders are looked for: their own install before framewright's. */
export const contenderFolders: readonly string[] = [contendersFolder, packageFolder()];

/** Contenders beside those at hand, and floors written by hand. */
const MODULES = ['./generated-contenders.js', './by-hand.js'].map((file) =>
  fileURLToPath(new URL(file, import.meta.url)),
);
const MESSAGE_TIMEOUT_MS = 1_200_000;
const together = [BY_HAND_FLOOR, ...goals.flatMap(({ ours, peer }) => [ours, peer])];

/**
 * Encode and decode of each sample, each in a process of its own, against all contenders that are installed; and passing
 * on without either, and reading a few fields without decoding all. `say` is told who is missing.
 */
export async function* codecCells(
  { rounds, secondsPerCase }: Timing,
  isWanted: (name: string) => boolean,
  say: (text: string) => void,
  onProgress: (text: string) => void,
): AsyncGenerator<CellResult> {
  const timing = { rounds, secondsPerCase, together };
  const all = await codecSamples();
  const samples = all.filter(({ name }) => isWanted(`${name}: encode`) || isWanted(`${name}: decode`));
  const protoPaths = [join(packageFolder(), 'proto')];
  const files = ['framewright/control.proto', ...timecoinFiles(protoPaths[0]!)];
  const model = loadSchema({ protoPaths, files });
  const schema = { protoPaths, files, model };
  if (samples.length > 0) {
    const roots = all.map(({ codec }) => codec.name);
    for (const failed of await generateContenders(roots, model)) say(`without ${failed}`);
  }
  const generated = await writeGeneratedCode(model);
  try {
    for (const { name, codec, message } of samples) {
      const { encode, decode, oracle } = await measureMessage(
        name,
        {
          subject: {
            schema,
            generated: generated.folder,
            message: codec.name,
            sample: codec.encode(message).slice(),
          },
          contenders: others.map((family) => family.name),
          modules: MODULES,
          folders: contenderFolders,
        },
        timing,
        AbortSignal.timeout(MESSAGE_TIMEOUT_MS),
        (text) => onProgress(`${name}: ${text}`),
      );
      if (!oracle.isProtobufjs) throw new Error(`${name}: not compared with protobufjs: ${oracle.reason}`);
      yield encode;
      yield decode;
    }
  } finally {
    await generated.remove();
  }
  const relayed = { schema, folders: contenderFolders };
  const apart = [
    ...(await relay.cells(relayed)).map((cell) => ({ cell, file: './relay.js', data: relayed })),
    ...(await lazy.cells()).map((cell) => ({ cell, file: './lazy.js', data: undefined })),
  ];
  for (const { cell, file, data } of apart) {
    if (!isWanted(cell.name)) continue;
    const module = new URL(file, import.meta.url).href;
    const signal = AbortSignal.timeout(MESSAGE_TIMEOUT_MS);
    yield await measureApart(cell, module, data, timing, signal, onProgress);
  }
}

function timecoinFiles(folder: string): string[] {
  return readdirSync(join(folder, 'timecoin'))
    .filter((name) => name.endsWith('.proto'))
    .map((name) => `timecoin/${name}`);
}

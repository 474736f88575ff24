import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeGeneratedCode, type GeneratedCode } from '../../src/bench/generated-code.js';
import type { Catalog } from '../../src/codec/catalog.js';
import type { Codec } from '../../src/codec/codec.js';
import { loadSchema } from '../../src/compiler/schema/index.js';
import { packageFolder } from '../../src/compiler/schema/package-folder.js';

/** What is broadcast: text, so that a JSON line of it is about as long as its binary form. */
export interface Note {
  readonly sequence: number;
  readonly text: string;
}

/** A request, and its answer. */
export type Question = Note;

export interface Urgent {
  readonly sequence: number;
}

export interface Bulk {
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** bench.proto's codecs, as the compiler makes them today. */
export interface BenchSchema {
  readonly catalog: Catalog;
  readonly Note: Codec<Note>;
  readonly Question: Codec<Question>;
  readonly Answer: Codec<Question>;
  readonly Urgent: Codec<Urgent>;
  readonly UrgentAnswer: Codec<Urgent>;
  readonly Bulk: Codec<Bulk>;
}

/** Compiles bench.proto into a temporary folder, from which every process of the bench loads it. */
export async function compileBenchSchema(): Promise<GeneratedCode> {
  const protoPaths = [join(packageFolder(), 'bench/send'), join(packageFolder(), 'proto')];
  return writeGeneratedCode(loadSchema({ protoPaths, files: ['bench.proto'] }));
}

export async function loadBenchSchema(folder: string): Promise<BenchSchema> {
  const load = async (file: string): Promise<unknown> =>
    import(pathToFileURL(join(folder, file)).href) as Promise<unknown>;
  const messages = (await load('bench.js')) as Omit<BenchSchema, 'catalog'>;
  const { catalog } = (await load('catalog.js')) as Pick<BenchSchema, 'catalog'>;
  return { ...messages, catalog };
}

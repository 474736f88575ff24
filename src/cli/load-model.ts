import type { SchemaModel } from '../compiler/model.js';
import { loadSchema, SchemaError } from '../compiler/schema/index.js';
import { CommandError } from './command.js';

/** Loads a schema for a command; what is wrong with it is the command's error, which ends with `outcome`. */
export function loadModel(
  protoPaths: readonly string[],
  files: readonly string[],
  outcome: string,
): SchemaModel {
  try {
    return loadSchema({ protoPaths, files });
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const { length } = error.problems;
    throw new CommandError(1, `${error.message}\n${length} problem${length === 1 ? '' : 's'}; ${outcome}`, {
      cause: error,
      isBare: true,
    });
  }
}

import { statSync } from 'node:fs';
import { isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { CommandError } from './command.js';

/**
 * The paths by which imports name the given files, as protoc finds them: a file on disk by the proto path it is below,
 * anything else as a path below a proto path already.
 */
export function importPaths(files: readonly string[], protoPaths: readonly string[]): string[] {
  for (const folder of protoPaths) {
    if (!isFolder(folder)) throw new CommandError(2, `--proto-path ${folder}: there is no such folder`);
  }
  return [...new Set(files.map((file) => importPath(file, protoPaths)))];
}

function importPath(file: string, protoPaths: readonly string[]): string {
  const looked = protoPaths.join(', ');
  if (!isFile(file)) {
    const path = normalize(file);
    const isBelow = !isAbsolute(path) && !path.startsWith('..');
    if (isBelow && protoPaths.some((folder) => isFile(join(folder, path)))) return path.split(sep).join('/');
    const what = isFolder(file) ? 'is a folder: name its .proto files' : 'there is no such file';
    throw new CommandError(
      2,
      `${file}: ${what} (looked in the current folder and in --proto-path ${looked})`,
    );
  }
  for (const folder of protoPaths) {
    const path = relative(resolve(folder), resolve(file));
    if (path.startsWith('..') || isAbsolute(path)) continue;
    const shadow = protoPaths
      .slice(0, protoPaths.indexOf(folder))
      .find((earlier) => isFile(join(earlier, path)));
    if (shadow !== undefined) {
      throw new CommandError(
        2,
        `${file}: hidden by ${join(shadow, path)}; give --proto-path ${folder} first`,
      );
    }
    return path.split(sep).join('/');
  }
  throw new CommandError(
    2,
    `${file}: not below a proto path (${looked}); give the folder its imports start from with --proto-path`,
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

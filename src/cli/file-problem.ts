import { reasonOf } from '../platform/reason.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file is where a folder should be',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EADDRINUSE: 'something is there already',
  ELOOP: 'links lead in a circle',
};

/** What went wrong with a file, in words, with its path in front. */
export function fileProblem(path: string, error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return `${path}: ${REASONS[code] ?? reasonOf(error)}`;
}

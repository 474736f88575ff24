import type { Socket } from 'node:net';

const NOTHING: readonly Uint8Array[] = [];

/** Hands both lists to the kernel in one call. */
export function writeGathered(
  socket: Socket,
  first: readonly Uint8Array[],
  second: readonly Uint8Array[] = NOTHING,
): void {
  const count = first.length + second.length;
  if (count === 0) return;
  if (count === 1) {
    socket.write((first.length === 1 ? first : second)[0]!);
    return;
  }
  socket.cork();
  for (const chunk of first) socket.write(chunk);
  for (const chunk of second) socket.write(chunk);
  socket.uncork();
}

import type { Running } from './lineup.js';
import { notesOf } from './notes.js';
import { spentBy, type Spent } from './rounds.js';

const PAYLOAD_BYTES = 64;

/** What a paced load took. */
export interface Load {
  readonly spent: Spent;
  /** Broadcasts. */
  readonly sent: number;
  /** Lines that were logged meanwhile. */
  readonly lines: number;
}

/**
 * Broadcasts at an even pace and is idle in between, so that the CPU time spent is what the broadcasts took. Resolves when
 * all receivers have had all of them.
 */
export async function load(
  { sender, receivers }: Running,
  broadcastsPerSecond: number,
  seconds: number,
): Promise<Load> {
  const notes = notesOf(PAYLOAD_BYTES);
  const sent = Math.max(1, Math.round(broadcastsPerSecond * seconds));
  await receivers.expect(PAYLOAD_BYTES, sent);
  sender.prepare?.(notes);
  const linesBefore = sender.logLines?.() ?? 0;
  const spent = await spentBy(
    async () => {
      const start = performance.now();
      for (let index = 0; index < sent; index++) {
        const wait = start + (index * 1000) / broadcastsPerSecond - performance.now();
        if (wait > 0) {
          sender.flush?.();
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
        sender.broadcast(notes[index % notes.length]!, index);
      }
      sender.flush?.();
      await receivers.reached(sent);
    },
    () => sender.helperCpuMs?.() ?? 0,
  );
  await receivers.checkCounts(sent);
  return { spent, sent, lines: (sender.logLines?.() ?? 0) - linesBefore };
}

import type { Log } from '../platform/log.js';
import { reasonOf } from '../platform/reason.js';
import type { TextStore } from './text-store.js';

/**
 * What a store holds, as `parse` reads it; undefined if nothing was saved. A text that `parse` throws at is set aside with a warning
 * that says what is lost by that, so that the next save overwrites nothing and one bad file stops no start. A store that cannot
 * set it aside rejects.
 */
export async function readSaved<T>(
  store: TextStore | undefined,
  parse: (text: string) => T,
  lost: string,
  log: Log,
): Promise<T | undefined> {
  const text = await store?.load();
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (store?.setAside === undefined) throw error;
    const kept = await store.setAside();
    log.warn('saved file damaged', { file: store.path, problem: reasonOf(error), kept, lost });
    return undefined;
  }
}

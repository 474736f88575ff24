import { sameBytes } from '../../wire/bytes.js';
import { findLastCommon, type HashAt } from './fork-search.js';

/**
 * Whose fault it is that a block does not follow the one that another peer sent before it: `liar`, its sender says itself
 * that it has the block before, and this one after it · `changed`, its sender has another block there by now ·
 * `strayed`, its sender is on another branch than the rest · `since`, from that height on the blocks before are not the
 * leader's.
 */
export type Culprit = 'liar' | 'changed' | 'strayed' | { readonly since: number };

/**
 * Finds it by asking the sender, and the leader whose chain is followed, for their hashes; `leader` is the sender itself if
 * it leads. `own` tells the blocks that were taken, up to `height` - 1.
 */
export async function findCulprit(
  own: HashAt,
  sender: HashAt,
  leader: HashAt,
  height: number,
  sentHash: Uint8Array,
  depth: number,
): Promise<Culprit> {
  const last = height - 1;
  const common = await findLastCommon(own, sender, last, depth);
  if (typeof common === 'string') return 'strayed';
  if (common === last) {
    const now = await sender(height);
    return now !== undefined && sameBytes(now, sentHash) ? 'liar' : 'changed';
  }
  const since = common + 1;
  const [taken, led] = [await own(since), await leader(since)];
  if (taken === undefined || led === undefined || sameBytes(taken, led)) return 'strayed';
  return { since };
}

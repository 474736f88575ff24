import { sameBytes } from '../../wire/bytes.js';

/** A chain's block hash at a height; undefined where it has no block. */
export type HashAt = (height: number) => Promise<Uint8Array | undefined>;

/** `apart`: they differ as far as was looked · `unanswered`: the other chain's hash was not to be had. */
export type ForkSearch = number | 'apart' | 'unanswered';

/**
 * The greatest height up to `from` at which two chains have the same block, looking back `depth` blocks at most: in
 * steps that double, then by halving.
 */
export async function findLastCommon(
  own: HashAt,
  theirs: HashAt,
  from: number,
  depth: number,
): Promise<ForkSearch> {
  const lowest = Math.max(0, from - depth);
  let same: number | undefined;
  let different = from + 1;
  for (let step = 0; different - (same ?? -1) > 1; step = Math.max(1, step * 2)) {
    if (same === undefined && different === lowest) return 'apart';
    const height = same === undefined ? Math.max(lowest, from - step) : Math.floor((same + different) / 2);
    const [one, other] = [await own(height), await theirs(height)];
    if (other === undefined) return 'unanswered';
    if (one !== undefined && sameBytes(one, other)) same = height;
    else different = height;
  }
  return same ?? 'apart';
}

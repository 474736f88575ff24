import { doubleSha256, HASH_BYTES, ZERO_HASH } from '../hash.js';

/**
 * The root of the Merkle tree over `leaves`, as Bitcoin builds it: pairs are hashed from the left, a row of odd length
 * repeats its last hash, one leaf is its own root, and no leaf at all gives zeros. Because of the repetition lists with
 * equal leaves at the end can share a root: whoever relies on the root must refuse equal leaves.
 */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  let row = leaves;
  const pair = new Uint8Array(2 * HASH_BYTES);
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2) {
      const left = row[i] ?? ZERO_HASH;
      pair.set(left, 0);
      pair.set(row[i + 1] ?? left, HASH_BYTES);
      above.push(doubleSha256(pair));
    }
    row = above;
  }
  return row[0] ?? ZERO_HASH;
}

import { hex, sha256 } from '../hash.js';

const MAX_TEXT = 128;
const HASH_PART = 20;

/**
 * The address that a script pays to: a script of 1 to 128 printable ASCII characters without spaces is its own address,
 * any other has "0x" and the first 20 bytes of its SHA-256 in hexadecimal.
 */
export function scriptAddress(script: Uint8Array): string {
  const isText =
    script.length > 0 && script.length <= MAX_TEXT && script.every((byte) => byte > 0x20 && byte < 0x7f);
  return isText ? new TextDecoder().decode(script) : `0x${hex(sha256(script).subarray(0, HASH_PART))}`;
}

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { scriptAddress } from '../../../src/timecoin/utxo/script-address.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const digest = (script: Uint8Array): string =>
  `0x${createHash('sha256').update(script).digest('hex').slice(0, 40)}`;

describe('scriptAddress', () => {
  it.each([
    ['one character', '!'],
    ['an address', 'TIME1abcdef'],
    ['the last printable character', 'a~'],
    ['128 bytes', 'a'.repeat(128)],
  ])('is the script itself: %s', (_, script) => {
    expect(scriptAddress(text(script))).toBe(script);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['129 bytes', text('a'.repeat(129))],
    ['a space', text('TIME test')],
    ['a line feed', text('a\n')],
    ['DEL', Uint8Array.of(0x61, 0x7f)],
    ['a letter beyond ASCII', text('é')],
    ['opcodes', Uint8Array.of(0x76, 0xa9, 0x14)],
  ])('is of the script’s hash: %s', (_, script) => {
    expect(scriptAddress(script)).toBe(digest(script));
    expect(scriptAddress(script)).toHaveLength(42);
  });

  it('of the script 76a914 is the same everywhere', () => {
    expect(scriptAddress(Uint8Array.of(0x76, 0xa9, 0x14))).toBe('0x5e881227edb795505ec5b97507718ff13470d9b7');
  });
});

import { describe, expect, it } from 'vitest';
import { readBlockResponse } from '../../bench/by-hand-block.js';
import { decodeBy, readGetBlocks, readPing, readVersion } from '../../bench/by-hand-read.js';
import { frameBy, writeTransactionBroadcast, writeVersion } from '../../bench/by-hand-write.js';
import { codecSamples } from '../../bench/messages.js';
import type { Codec } from '../../src/codec/codec.js';

const samples = new Map((await codecSamples()).map((sample) => [sample.name, sample]));

function sampleOf<T>(name: string): { codec: Codec<T>; message: T } {
  return samples.get(name) as unknown as { codec: Codec<T>; message: T };
}

/** The same with only the first transactions of a block. */
function shortened<T extends { block?: { transactions: unknown[] } }>(sample: {
  codec: Codec<T>;
  message: T;
}): { codec: Codec<T>; message: T } {
  const { block } = sample.message;
  if (block === undefined) return sample;
  const few = { ...block, transactions: block.transactions.slice(0, 2) };
  return { ...sample, message: { ...sample.message, block: few } };
}

/** What comes of it, an error by its text. */
function outcome(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return (error as Error).message;
  }
}

describe('floors written by hand', () => {
  it.each([
    ['Version', readVersion],
    ['Ping', readPing],
    ['GetBlocks', readGetBlocks],
    ['Block 357238', readBlockResponse],
  ] as const)('decode a %s as its codec does, cut off anywhere and with any byte changed', (name, read) => {
    const { codec, message } = shortened(sampleOf<object>(name));
    const decode = decodeBy(codec, read);
    const bytes = codec.encode(message);
    expect(decode(bytes)).toEqual(codec.decode(bytes));
    for (let at = 0; at < bytes.length; at++) {
      const cut = bytes.slice(0, at);
      expect(outcome(() => decode(cut))).toEqual(outcome(() => codec.decode(cut)));
      for (const change of [1, 2, 8, 0x7f, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[at]! ^= change;
        expect(outcome(() => decode(changed))).toEqual(outcome(() => codec.decode(changed)));
      }
    }
  });

  it.each([
    ['Transaction', 'transaction.version', writeTransactionBroadcast, [-1, 1.5, 2 ** 32, '1', undefined]],
    ['Transaction', 'transaction.timestamp', writeTransactionBroadcast, [2 ** 40, -1, 2 ** 53, null]],
    ['Transaction', 'transaction.inputs', writeTransactionBroadcast, [[], undefined, [undefined]]],
    [
      'Transaction',
      'transaction.inputs.0.scriptSig',
      writeTransactionBroadcast,
      bytesOf(0, 1, 90, 127, 70_000),
    ],
    [
      'Transaction',
      'transaction.inputs.1.previousOutput.txid',
      writeTransactionBroadcast,
      bytesOf(0, 31, 33),
    ],
    ['Transaction', 'transaction.outputs.0.value', writeTransactionBroadcast, [0n, 2n ** 64n - 1n, -1n, 5]],
    [
      'Transaction',
      'transaction.outputs.0.scriptPubkey',
      writeTransactionBroadcast,
      bytesOf(0, 111, 125, 20_000),
    ],
    ['Version', 'network', writeVersion, ['', 'ä', '\ud800', 'x'.repeat(65), 'ä'.repeat(33), 7]],
    ['Version', 'walletAddress', writeVersion, [undefined, 'ä'.repeat(20), 'x'.repeat(128), 'x'.repeat(129)]],
    ['Version', 'genesisHash', writeVersion, [undefined, ...bytesOf(0, 31, 32)]],
    ['Version', 'capabilities', writeVersion, [[], ['ä', ''], Array(65).fill('x')]],
  ] as const)('frame a %s as its codec does, whatever its %s is', (name, path, write, values) => {
    const { codec, message } = sampleOf<object>(name);
    const frame = frameBy(codec, write as (bytes: Uint8Array, at: number, message: object) => number);
    for (const value of values) {
      const changed = structuredClone(message);
      const keys = path.split('.');
      const last = keys.pop()!;
      const owner = keys.reduce((object, key) => (object as Record<string, object>)[key]!, changed);
      (owner as Record<string, unknown>)[last] = value;
      const framed = (
        into: (message: object, bytes: Uint8Array, at: number, id: number) => number,
      ): unknown =>
        outcome(() => {
          const bytes = new Uint8Array(200_000);
          return bytes.subarray(0, into(changed, bytes, 3, 7));
        });
      expect(framed(frame)).toEqual(framed((...all) => codec.frameInto(...all)));
    }
  });
});

function bytesOf(...lengths: number[]): Uint8Array[] {
  return lengths.map((length) => new Uint8Array(length).fill(7));
}

import { describe, expect, it } from 'vitest';
import type { OutPoint } from '../../../generated/timecoin/types.js';
import { AddressedLine } from '../../../src/timecoin/utxo/addressed-line.js';
import { type NamedOutput, OutputAddresses } from '../../../src/timecoin/utxo/output-addresses.js';
import type { OutputPlace } from '../../../src/timecoin/utxo/utxo-set.js';

const point = (n: number): OutPoint => ({ txid: new Uint8Array(32).fill(1), vout: n });
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A store of addresses by key whose answers a test lets go. */
class SlowStore {
  readonly asked: string[][] = [];
  #answers: (() => void)[] = [];
  failure: Error | undefined;

  locate(outputs: readonly string[]): Promise<OutputPlace[]> {
    this.asked.push([...outputs]);
    return new Promise((resolve, reject) => {
      this.#answers.push(() => {
        if (this.failure !== undefined) reject(this.failure);
        else resolve(outputs.map((output) => this.#place(output)));
      });
    });
  }

  async answer(): Promise<void> {
    this.#answers.shift()?.();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }

  #place(output: string): OutputPlace {
    if (!output.startsWith('known')) return {};
    return {
      utxo: { outpoint: point(0), value: 1n, scriptPubkey: new Uint8Array(), address: `of-${output}` },
    };
  }
}

function lineOf(maxItems = 100): {
  store: SlowStore;
  line: AddressedLine<NamedOutput>;
  out: string[];
  wants: { addresses: boolean };
} {
  const store = new SlowStore();
  const out: string[] = [];
  const wants = { addresses: true };
  const addresses = new OutputAddresses({ get: () => undefined }, store);
  const line = new AddressedLine<NamedOutput>(addresses, maxItems, {
    wantsAddresses: () => wants.addresses,
    deliver: ({ output }, address) => out.push(`${output} ${address ?? '-'}`),
    overflowed: (lost) => out.push(`lost ${lost}`),
    onFailure: (error) => out.push(String(error)),
  });
  return { store, line, out, wants };
}

const named = (output: string, script?: string): NamedOutput => ({
  output,
  outpoint: point(0),
  script: script === undefined ? undefined : text(script),
});

describe('AddressedLine', () => {
  it('hands on at once what needs no looking up', () => {
    const { line, out, store, wants } = lineOf();
    line.push(named('a', 'TIMEx'));
    wants.addresses = false;
    line.push(named('b'));
    expect([out, store.asked]).toEqual([['a TIMEx', 'b -'], []]);
  });

  it('keeps the order while it looks up, and looks up each output once', async () => {
    const { line, out, store } = lineOf();
    line.push(named('known1'));
    for (const each of ['known2', 'x', 'known2', 'known1']) line.push(named(each));
    line.push(named('b', 'TIMEb'));
    expect(out).toEqual([]);
    await store.answer();
    expect(out).toEqual(['known1 of-known1']);
    await store.answer();
    expect(out.slice(1)).toEqual([
      'known2 of-known2',
      'x -',
      'known2 of-known2',
      'known1 of-known1',
      'b TIMEb',
    ]);
    expect(store.asked).toEqual([['known1'], ['known2', 'x']]);
    line.push(named('known2'));
    expect(out.at(-1)).toBe('known2 of-known2');
    expect(line.size).toBe(0);
  });

  it('lets everything go that waits beyond the limit', async () => {
    const { line, out, store } = lineOf(2);
    for (const each of ['x', 'y', 'z', 'last', 'w']) line.push(named(each));
    expect(out).toEqual(['lost 3']);
    await store.answer();
    await store.answer();
    expect(out).toEqual(['lost 3', 'x -', 'w -']);
  });

  it('says when the store fails, and goes on with what comes then', async () => {
    const { line, out, store } = lineOf();
    store.failure = new Error('broken');
    line.push(named('x'));
    line.push(named('y'));
    await store.answer();
    expect(out).toEqual(['Error: broken']);
    store.failure = undefined;
    line.push(named('known'));
    await store.answer();
    expect(out.at(-1)).toBe('known of-known');
  });

  it('delivers nothing once it is stopped', async () => {
    const { line, out, store } = lineOf();
    line.push(named('x'));
    const stopped = line.stop();
    await store.answer();
    await stopped;
    line.push(named('y'));
    expect(out).toEqual([]);
  });
});

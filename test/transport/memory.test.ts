import { describe, expect, it } from 'vitest';
import { virtualRuntime } from '../../src/testing/virtual-runtime.js';
import { MemoryNetwork, type MemoryLinkOptions } from '../../src/transport/memory.js';
import type { Transport } from '../../src/transport/transport.js';
import { RecordedEnd } from './recorded-end.js';

async function linked(options: MemoryLinkOptions = {}, seed = 1) {
  const runtime = virtualRuntime(seed);
  const network = new MemoryNetwork(options);
  let accepted: RecordedEnd | undefined;
  await network.listen('memory:hub', {
    runtime,
    onTransport: (transport: Transport) => (accepted = new RecordedEnd(transport)),
    onError: (error) => {
      throw error;
    },
  });
  const dialled = await runtime.clock.runUntil(network.dial('memory:hub', { runtime, timeoutMs: 60_000 }));
  return { network, clock: runtime.clock, near: new RecordedEnd(dialled), far: accepted! };
}

const KiB = 1_024;
const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

describe('MemoryNetwork', () => {
  it('takes a round trip to dial and half of one to deliver', async () => {
    const { clock, near, far } = await linked({ latencyMs: 40 });
    expect(clock.now()).toBe(80);
    near.transport.write([filled(3, 1)]);
    await clock.advance(39.9);
    expect(far.bytes).toBe(0);
    await clock.advance(0.1);
    expect(far.bytes).toBe(3);
  });

  it('is dialled any number of times with one signal, without a warning of a leak', async () => {
    const runtime = virtualRuntime(1);
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    const { signal } = new AbortController();
    const dials = Array.from({ length: 30 }, () =>
      new MemoryNetwork().dial('memory:nowhere', { runtime, timeoutMs: 1_000, signal }),
    );
    const ends = await runtime.clock.runUntil(Promise.allSettled(dials));
    await new Promise(setImmediate);
    process.off('warning', note);
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(warnings).toEqual([]);
  });

  it('hands over the chunks as they were written, without a copy', async () => {
    const { clock, near, far } = await linked();
    const chunks = [filled(3, 1), filled(5, 2)];
    near.transport.write(chunks);
    expect(far.chunks).toEqual([]);
    await clock.settle();
    expect(far.chunks.map((chunk, index) => chunk === chunks[index])).toEqual([true, true]);
  });

  it('joins and cuts at random where asked, the same way for the same seed', async () => {
    const lengths = async (seed: number): Promise<number[]> => {
      const { clock, near, far } = await linked({ maxChunkBytes: 10 }, seed);
      near.transport.write([filled(50, 1), filled(50, 2)]);
      await clock.settle();
      expect(far.received.equals(Buffer.concat([filled(50, 1), filled(50, 2)]))).toBe(true);
      return far.chunks.map((chunk) => chunk.length);
    };
    const first = await lengths(3);
    expect(Math.max(...first)).toBeLessThanOrEqual(10);
    expect(first.length).toBeGreaterThan(9);
    expect(await lengths(3)).toEqual(first);
    expect(await lengths(4)).not.toEqual(first);
  });

  it('delivers at its rate', async () => {
    const { clock, near, far } = await linked({ latencyMs: 10, bytesPerSecond: 64 * KiB });
    expect(near.transport.write([filled(128 * KiB, 1)])).toBe(false);
    await clock.advance(1_010);
    expect(far.bytes).toBe(64 * KiB);
    expect(near.transport.bufferedBytes).toBeLessThanOrEqual(64 * KiB);
    expect(near.events).toEqual([]);
    await clock.advance(1_000);
    expect(far.bytes).toBe(128 * KiB);
    expect(near.events).toEqual(['drain']);
  });

  it('fills up when the other side stops reading', async () => {
    const { clock, near, far } = await linked();
    far.transport.pause();
    expect(near.transport.write([filled(100 * KiB, 1)])).toBe(true);
    await clock.settle();
    expect(near.transport.bufferedBytes).toBe(36 * KiB);
    expect(near.transport.write([filled(100 * KiB, 2)])).toBe(false);
    await clock.advance(10_000);
    expect(near.transport.bufferedBytes).toBe(136 * KiB);
    expect([far.bytes, near.events]).toEqual([0, []]);
    far.transport.resume();
    await clock.settle();
    expect([far.bytes, near.events, near.transport.bufferedBytes]).toEqual([200 * KiB, ['drain'], 0]);
  });

  it.each([{}, { latencyMs: 5 }, { bytesPerSecond: 1_000_000 }])(
    'loses everything on a cut link and tells nobody (%o)',
    async (options) => {
      const { clock, network, near, far } = await linked(options);
      near.transport.write([filled(10, 1)]);
      network.links[0]!.cut();
      far.transport.write([filled(10, 1)]);
      for (let write = 0; write < 4; write++) near.transport.write([filled(100 * KiB, 2)]);
      near.transport.end(1, '');
      await clock.advance(60_000);
      expect([far.bytes, near.bytes]).toEqual([0, 0]);
      expect(near.transport.bufferedBytes).toBe(0);
      expect([near.events.includes('close'), far.events]).toEqual([false, []]);
      near.transport.destroy();
      await clock.advance(60_000);
      expect([near.events.at(-1), far.events]).toEqual(['close', []]);
    },
  );

  it('tells both ends of a reset', async () => {
    const { clock, network, near, far } = await linked({ latencyMs: 5 });
    near.transport.write([filled(10, 1)]);
    network.links[0]!.reset();
    await clock.advance(20);
    for (const end of [near, far]) {
      expect(end.events).toEqual(['close']);
      expect(end.error).toMatchObject({ code: 'LOST' });
    }
    expect(network.links).toEqual([]);
  });

  it('behaves by the address dialled', async () => {
    const runtime = virtualRuntime();
    const network = new MemoryNetwork((address) => ({ latencyMs: address === 'memory:slow' ? 1_000 : 0 }));
    const accept = { runtime, onTransport: (t: Transport) => void new RecordedEnd(t), onError: () => {} };
    for (const name of ['slow', 'fast']) await network.listen(`memory:${name}`, accept);
    const dial = async (name: string): Promise<number> => {
      const start = runtime.clock.now();
      await runtime.clock.runUntil(network.dial(`memory:${name}`, { runtime, timeoutMs: 60_000 }));
      return runtime.clock.now() - start;
    };
    expect([await dial('fast'), await dial('slow')]).toEqual([0, 2_000]);
    expect(network.links.map((link) => link.address)).toEqual(['memory:fast', 'memory:slow']);
  });
});

describe('a dial that takes too long', () => {
  it.each([
    [50, 'TIMEOUT', 50],
    [199, 'TIMEOUT', 199],
    [201, undefined, 200],
  ])('after %i ms ends with %s', async (timeoutMs, code, at) => {
    const runtime = virtualRuntime();
    const network = new MemoryNetwork({ latencyMs: 100 });
    const accepted: RecordedEnd[] = [];
    await network.listen('memory:hub', {
      runtime,
      onTransport: (transport) => accepted.push(new RecordedEnd(transport)),
      onError: () => {},
    });
    const outcome = network.dial('memory:hub', { runtime, timeoutMs }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const error = await runtime.clock.runUntil(outcome);
    if (code === undefined) expect(error).toBeUndefined();
    else expect(error).toMatchObject({ name: 'TransportError', code });
    expect(runtime.clock.now()).toBe(at);
    await runtime.clock.advance(1_000);
    expect(accepted.flatMap((end) => end.events)).toEqual(timeoutMs === 199 ? ['close'] : []);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemRuntime } from '../../src/platform/system.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { MemoryNetwork } from '../../src/transport/memory.js';
import { tcp } from '../../src/transport/tcp.js';
import type { DialOptions, Listener, Transport, TransportKind } from '../../src/transport/transport.js';
import { websocket } from '../../src/transport/websocket.js';
import { SharedChunks } from '../../src/transport/shared-chunks.js';
import { RecordedEnd } from './recorded-end.js';

const KiB = 1_024;
let folder: string;
let sockets = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewright-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Case {
  readonly name: string;
  readonly kind: TransportKind;
  readonly anyAddress: () => string;
  readonly nobody: () => string;
  /** False on WebSocket, whose close frame ends both ways. */
  readonly hasHalfClose: boolean;
}

const cases: readonly Case[] = [
  {
    name: 'tcp',
    kind: tcp,
    anyAddress: () => 'tcp://127.0.0.1:0',
    nobody: () => 'tcp://127.0.0.1:1',
    hasHalfClose: true,
  },
  {
    name: 'tcp over IPv6',
    kind: tcp,
    anyAddress: () => 'tcp://[::1]:0',
    nobody: () => 'tcp://[::1]:1',
    hasHalfClose: true,
  },
  {
    name: 'unix',
    kind: tcp,
    anyAddress: () => `unix:${join(folder, `${sockets++}`)}`,
    nobody: () => `unix:${join(folder, 'nobody')}`,
    hasHalfClose: true,
  },
  {
    name: 'websocket',
    kind: websocket,
    anyAddress: () => 'ws://127.0.0.1:0',
    nobody: () => 'ws://127.0.0.1:1',
    hasHalfClose: false,
  },
  {
    name: 'memory',
    kind: new MemoryNetwork({ maxChunkBytes: 100_000 }),
    anyAddress: () => 'memory:0',
    nobody: () => 'memory:nobody',
    hasHalfClose: true,
  },
];

describe.each(cases)('$name', ({ kind, anyAddress, nobody, hasHalfClose }) => {
  const listeners: Listener[] = [];
  const ends: RecordedEnd[] = [];
  const dialOptions: DialOptions = { runtime: systemRuntime, timeoutMs: 10_000 };

  afterEach(async () => {
    for (const end of ends.splice(0)) {
      end.transport.destroy();
      await end.until(() => end.events.includes('close'));
    }
    for (const listener of listeners.splice(0)) await listener.close();
  });

  function keep(transport: Transport): RecordedEnd {
    const end = new RecordedEnd(transport);
    ends.push(end);
    return end;
  }

  async function listen(onEnd: (end: RecordedEnd) => void = () => {}): Promise<Listener> {
    const listener = await kind.listen(anyAddress(), {
      runtime: systemRuntime,
      onTransport: (transport) => {
        onEnd(keep(transport));
      },
      onError: (error) => {
        throw error;
      },
    });
    listeners.push(listener);
    return listener;
  }

  async function link() {
    let accept: (end: RecordedEnd) => void;
    const accepted = new Promise<RecordedEnd>((resolve) => {
      accept = resolve;
    });
    const listener = await listen((end) => {
      accept(end);
    });
    const near = keep(await kind.dial(listener.address, dialOptions));
    return { listener, near, far: await accepted };
  }

  function expectSame(received: Buffer, sent: readonly Uint8Array[]): void {
    expect(received.equals(Buffer.concat(sent))).toBe(true);
  }

  it('carries bytes both ways, whole and in order', async () => {
    const { near, far } = await link();
    const random = new SeededRandom(5);
    const sent: [Uint8Array[], Uint8Array[]] = [[], []];
    for (let round = 0; round < 40; round++) {
      [near, far].forEach((end, side) => {
        const chunks = Array.from({ length: random.integer(1, 4) }, () =>
          random.bytes(random.integer(1, 3_000)),
        );
        sent[side]!.push(...chunks);
        end.transport.write(chunks);
      });
      if (round % 10 === 0) await new Promise(setImmediate);
    }
    const total = (chunks: readonly Uint8Array[]): number => Buffer.concat(chunks).length;
    await far.until(() => far.bytes >= total(sent[0]));
    await near.until(() => near.bytes >= total(sent[1]));
    expectSame(far.received, sent[0]);
    expectSame(near.received, sent[1]);
    expect([near.events, far.events].flat().filter((event) => event !== 'drain')).toEqual([]);
  });

  it('gathers large writes', async () => {
    const { near, far } = await link();
    const random = new SeededRandom(6);
    const sizes = [262_144, 1, 262_143, 100_000, 100_000, 100_000, 262_144, 12];
    const chunks = sizes.map((size) => random.bytes(size));
    near.transport.write(chunks);
    await far.until(() => far.bytes >= 1_086_444);
    expectSame(far.received, chunks);
  });

  it('writes chunks that others write too after its own, to every link', async () => {
    const random = new SeededRandom(11);
    const shared = [1, 2].map(
      (size) => new SharedChunks([random.bytes(size * 50), random.bytes(size * 40_000)]),
    );
    const links = [await link(), await link(), await link()];
    const sent = links.map(({ near, far }, index) =>
      [near, far].map(({ transport }) =>
        shared.flatMap((batch) => {
          const own = Array.from({ length: index }, () => random.bytes(30));
          transport.write(own, batch);
          return [...own, ...batch.chunks];
        }),
      ),
    );
    for (const [index, { near, far }] of links.entries()) {
      const [toFar, toNear] = sent[index]!;
      await far.until(() => far.bytes === Buffer.concat(toFar!).length);
      await near.until(() => near.bytes === Buffer.concat(toNear!).length);
      expectSame(far.received, toFar!);
      expectSame(near.received, toNear!);
    }
  });

  it('keeps what is sent as soon as the link is accepted', async () => {
    const listener = await listen((end) => {
      end.transport.write([new Uint8Array([1, 2, 3])]);
    });
    const near = keep(await kind.dial(listener.address, dialOptions));
    await near.until(() => near.bytes === 3);
    expect([...near.received]).toEqual([1, 2, 3]);
  });

  it('has its own copy of what it has taken, if it says so', async () => {
    const { near, far } = await link();
    const sent: Uint8Array[] = [];
    const chunk = new SeededRandom(8).bytes(5_000);
    for (let count = 0; count < 100; count++) {
      chunk.fill(count);
      sent.push(chunk.slice());
      near.transport.write([chunk]);
      while (near.transport.bufferedBytes > 0) await new Promise(setImmediate);
      if (near.transport.copies !== true) break;
    }
    await far.until(() => far.bytes === sent.length * chunk.length);
    expectSame(far.received, sent);
  });

  it('says false when the other side does not read, and drains once it does', async () => {
    const { near, far } = await link();
    far.transport.pause();
    const chunk = new SeededRandom(7).bytes(256 * KiB);
    let count = 0;
    for (let accepted = true; accepted;) {
      accepted = near.transport.write([chunk]);
      count++;
      expect(count).toBeLessThan(1_000);
      await new Promise(setImmediate);
    }
    expect(near.transport.bufferedBytes).toBeGreaterThan(0);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(near.events).toEqual([]);
    const before = far.bytes;
    expect(before).toBeLessThan(count * chunk.length);
    far.transport.resume();
    await near.until(() => near.events.includes('drain'));
    expect(near.transport.bufferedBytes).toBe(0);
    await far.until(() => far.bytes === count * chunk.length);
    expect(near.events).toEqual(['drain']);
    expect(far.received.subarray(-chunk.length).equals(chunk)).toBe(true);
  });

  it('keeps the last bytes before the end', async () => {
    const { near, far } = await link();
    const chunk = new SeededRandom(8).bytes(200 * KiB);
    for (let round = 0; round < 5; round++) near.transport.write([chunk]);
    near.transport.end(20, 'closing');
    expect(near.transport.write([chunk])).toBe(false);
    await far.until(() => far.events.includes('end'));
    expectSame(far.received, [chunk, chunk, chunk, chunk, chunk]);
    if (hasHalfClose) {
      expect(far.events).toEqual(['end']);
      far.transport.write([chunk]);
      far.transport.end(20, 'closing');
      await near.until(() => near.events.includes('close'));
      expectSame(near.received, [chunk]);
    }
    for (const end of [near, far]) {
      await end.until(() => end.events.includes('close'));
      expect(end.events.filter((event) => event !== 'drain')).toEqual(['end', 'close']);
      expect(end.error).toBeUndefined();
      expect(end.closeCode).toBe(hasHalfClose ? undefined : 4_020);
    }
  });

  it('tells both ends when one drops the link', async () => {
    const { near, far } = await link();
    near.transport.write([new Uint8Array(5)]);
    await far.until(() => far.bytes === 5);
    near.transport.destroy();
    near.transport.destroy();
    expect(near.transport.write([new Uint8Array(5)])).toBe(false);
    near.transport.end(1, '');
    await near.until(() => near.events.includes('close'));
    await far.until(() => far.events.length > 0);
    far.transport.destroy();
    await far.until(() => far.events.includes('close'));
    for (const end of [near, far]) expect(end.events.filter((event) => event === 'close')).toEqual(['close']);
  });

  it('never calls the sink from inside a call of its own', async () => {
    const { near, far } = await link();
    let inside = false;
    const nested: string[] = [];
    far.onChunk = () => {
      if (inside) nested.push('data');
    };
    const call = (act: () => void): void => {
      const before = [near, far].flatMap((end) => end.events).length;
      inside = true;
      act();
      inside = false;
      if ([near, far].flatMap((end) => end.events).length !== before) nested.push(act.toString());
    };
    for (let round = 0; round < 3; round++) call(() => near.transport.write([new Uint8Array(100 * KiB)]));
    call(() => far.transport.pause());
    call(() => far.transport.resume());
    call(() => near.transport.end(1, ''));
    await far.until(() => far.events.includes('end'));
    call(() => far.transport.end(1, ''));
    call(() => far.transport.destroy());
    call(() => near.transport.destroy());
    expect(nested).toEqual([]);
  });

  it('names the other end', async () => {
    const { listener, near, far } = await link();
    expect(near.transport.remoteAddress).toBe(listener.address);
    expect(far.transport.remoteAddress.split(':')[0]).toBe(listener.address.split(':')[0]);
    expect(far.transport.kind).toBe(near.transport.kind);
  });

  it('listens in several places at once, and in each once', async () => {
    const [one, other] = [await listen(), await listen()];
    expect(one.address).not.toBe(other.address);
    await expect(
      kind.listen(one.address, { runtime: systemRuntime, onTransport: () => {}, onError: () => {} }),
    ).rejects.toMatchObject({ name: 'TransportError', code: 'LISTEN_FAILED' });
  });

  it('stops accepting when the listener closes, and keeps the links it has', async () => {
    const { listener, near, far } = await link();
    await listener.close();
    await expect(kind.dial(listener.address, dialOptions)).rejects.toMatchObject({ code: 'REFUSED' });
    near.transport.write([new Uint8Array(3)]);
    await far.until(() => far.bytes === 3);
  });

  it('says that nobody listens', async () => {
    await expect(kind.dial(nobody(), dialOptions)).rejects.toMatchObject({
      name: 'TransportError',
      code: 'REFUSED',
      message: expect.stringContaining('nobody listens there') as string,
    });
  });

  it.each(['', 'nowhere', 'http://127.0.0.1:80'])('refuses the address %j', async (address) => {
    const listenOptions = { runtime: systemRuntime, onTransport: () => {}, onError: () => {} };
    await expect(kind.dial(address, dialOptions)).rejects.toMatchObject({ code: 'BAD_ADDRESS' });
    await expect(kind.listen(address, listenOptions)).rejects.toMatchObject({ code: 'BAD_ADDRESS' });
  });

  it('gives up a dial that is called off', async () => {
    let accepted: RecordedEnd | undefined;
    const listener = await listen((end) => (accepted = end));
    const called = new AbortController();
    const dialled = kind.dial(listener.address, { ...dialOptions, signal: called.signal });
    called.abort(new Error('changed my mind'));
    await expect(dialled).rejects.toMatchObject({ code: 'ABORTED', cause: { message: 'changed my mind' } });
    await expect(
      kind.dial(listener.address, { ...dialOptions, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'ABORTED' });
    const { near } = await link();
    expect(near.events).toEqual([]);
    if (accepted !== undefined) await accepted.until(() => accepted!.events.length > 0);
  });
});

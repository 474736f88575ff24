import { describe, expect, it } from 'vitest';
import { OwnType } from '../../src/peer/own-type.js';
import { PATIENCE_BYTES } from '../../src/peer/lanes.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { encodeFrame, finishFrame, type Frame } from '../../src/wire/frame.js';
import { Flag, type Header, HEADER_BYTES, MAX_PAYLOAD_BYTES } from '../../src/wire/header.js';
import type { Priority } from '../../src/wire/type-table.js';
import { QueueRig, Type, message } from './queue-rig.js';

const KIB = 1024;
const FRAME = HEADER_BYTES + MAX_PAYLOAD_BYTES;

const typesOf = (headers: readonly Header[]): number[] => headers.map(({ type }) => type);
const bytesOf = (headers: readonly Header[]): number =>
  headers.reduce((sum, { length }) => sum + HEADER_BYTES + length, 0);
const own = (type: number, payloadBytes = 0, id = 0): Frame =>
  encodeFrame(
    type,
    type === OwnType.ERROR_RESPONSE || type === OwnType.END ? Flag.RESPONSE : 0,
    id,
    new Uint8Array(payloadBytes),
  );

describe('order', () => {
  const table: { name: string; in: Frame[]; out: number[] }[] = [
    {
      name: 'by lane, whatever came first',
      in: [message(Type.LOW, 1), message(Type.NORMAL, 1), own(OwnType.CANCEL, 0, 5)],
      out: [OwnType.CANCEL, Type.NORMAL, Type.LOW],
    },
    {
      name: 'in a queue as it came',
      in: [message(Type.NORMAL, 3), message(Type.NORMAL, 1), message(0x1234, 1), message(Type.NORMAL, 2)],
      out: [Type.NORMAL, Type.NORMAL, 0x1234, Type.NORMAL],
    },
    {
      name: 'requests and responses of a lane take turns',
      in: [1, 2, 3].map((size) => message(Type.LOW, size)).concat([message(Type.LOW + 1, 1, 7)]),
      out: [Type.LOW, Type.LOW + 1, Type.LOW, Type.LOW],
    },
    {
      name: 'HIGH takes everything along at once',
      in: [message(Type.LOW, 1), message(Type.NORMAL, 1), message(Type.HIGH, 1)],
      out: [Type.HIGH, Type.NORMAL, Type.LOW],
    },
  ];
  it.each(table)('$name', ({ in: frames, out }) => {
    const rig = new QueueRig();
    for (const frame of frames) {
      if (frame.type < 32) rig.queue.enqueueControl(frame);
      else rig.queue.enqueue(frame);
    }
    expect(typesOf(rig.endTurn())).toEqual(out);
    expect(rig.queue.isEmpty).toBe(true);
  });

  it('sends one message of a queue after the other, and parts between those of other queues', () => {
    const rig = new QueueRig();
    rig.queue.enqueue(message(Type.LOW, 3 * MAX_PAYLOAD_BYTES, 10));
    rig.queue.enqueue(message(Type.LOW, 2 * MAX_PAYLOAD_BYTES, 11));
    rig.queue.enqueue(message(Type.LOW + 1, 2 * MAX_PAYLOAD_BYTES, 10));
    const frames = rig
      .endTurn()
      .map(({ type, id, part, flags }) => `${type - Type.LOW}:${id}.${part}/${flags & 8}`);
    expect(frames).toEqual([
      '0:10.0/8',
      '1:10.0/8',
      '0:10.1/8',
      '1:10.1/0',
      '0:10.2/0',
      '0:11.0/8',
      '0:11.1/0',
    ]);
  });

  it('keeps the place of ErrorResponse in the queue of the response, though it needs no credit', () => {
    const rig = new QueueRig({ windowBytes: 0 });
    rig.queue.enqueue(message(Type.LOW + 1, 100, 8));
    rig.queue.enqueue(own(OwnType.ERROR_RESPONSE, 4, 9), 'low');
    rig.queue.enqueue(own(OwnType.ERROR_RESPONSE, 4, 10), 'normal');
    expect(rig.endTurn().map(({ id }) => id)).toEqual([10]);
    rig.queue.credit({ bytes: 0, responseBytes: 112, received: 0 });
    expect(rig.endTurn().map(({ id }) => id)).toEqual([8, 9]);
  });
});

describe('credit', () => {
  it('stops the queue that lacks it and no other', () => {
    const rig = new QueueRig({ windowBytes: 1000 });
    rig.queue.enqueue(message(Type.NORMAL, 2000));
    rig.queue.enqueue(message(Type.NORMAL, 1));
    rig.queue.enqueue(message(Type.NORMAL + 1, 900, 4));
    rig.queue.enqueue(message(Type.LOW, 900));
    rig.queue.enqueueControl(own(OwnType.CANCEL, 0, 3));
    expect(typesOf(rig.endTurn())).toEqual([OwnType.CANCEL, Type.NORMAL + 1, Type.LOW]);
    expect(rig.queue.stats().queuedFrames).toBe(2);
    rig.queue.credit({ bytes: 2000, responseBytes: 0, received: 912 });
    expect(typesOf(rig.endTurn())).toEqual([Type.NORMAL, Type.NORMAL]);
  });

  it('spends a window to the last byte and never beyond', () => {
    for (const windowBytes of [FRAME - 1, FRAME, FRAME + 1, 3 * FRAME - 1, 3 * FRAME]) {
      const rig = new QueueRig({ windowBytes });
      rig.queue.enqueue(message(Type.NORMAL, 4 * MAX_PAYLOAD_BYTES, 2));
      expect(bytesOf(rig.endTurn())).toBe(Math.floor(windowBytes / FRAME) * FRAME);
    }
  });

  it('reserves grants for a large frame that small ones outran for 256 KiB', () => {
    const rig = new QueueRig({ windowBytes: 32 * KIB });
    rig.queue.enqueue(message(Type.LOW, MAX_PAYLOAD_BYTES));
    let sent = 0;
    const types = new Set<number>();
    for (let round = 0; round < 20 && !types.has(Type.LOW); round++) {
      for (let count = 0; count < 40; count++) rig.queue.enqueue(message(Type.NORMAL, KIB));
      const headers = rig.endTurn();
      sent += bytesOf(headers);
      for (const type of typesOf(headers)) types.add(type);
      rig.queue.credit({ bytes: 32 * KIB, responseBytes: 0, received: 0 });
    }
    expect(types).toEqual(new Set([Type.NORMAL, Type.LOW]));
    expect(sent).toBeLessThan(PATIENCE_BYTES + 4 * FRAME);
  });
});

describe('waiting', () => {
  it('lets a lane send one frame after 256 KiB of higher ones', () => {
    const rig = new QueueRig();
    rig.written.hasRoom = false;
    rig.queue.enqueue(message(Type.HIGH, 16));
    rig.written.takeHeaders();
    rig.queue.enqueue(message(Type.LOW, 4 * MAX_PAYLOAD_BYTES, 2));
    for (let count = 0; count < 1024; count++) rig.queue.enqueue(message(Type.HIGH, KIB - HEADER_BYTES));
    rig.written.hasRoom = true;
    const headers = rig.drain();
    const places = headers.flatMap(({ type }, index) => (type === Type.LOW ? [index] : []));
    expect(places).toEqual([256, 513, 770, 1027]);
  });

  it('lets a HIGH frame wait for no more than one frame and the lowest lane’s one', () => {
    const rig = new QueueRig();
    rig.written.hasRoom = false;
    // Sixteen messages of 4 MiB in all in each queue below, and transport room for a write at a time.
    for (let id = 2; id < 18; id++) {
      for (const type of [Type.NORMAL, Type.NORMAL + 1, Type.LOW, Type.LOW + 1]) {
        rig.queue.enqueue(message(type, 256 * KIB, id));
      }
    }
    rig.endTurn();
    for (let turn = 0; turn < 200; turn++) {
      expect(bytesOf(rig.drain())).toBeLessThanOrEqual(FRAME);
      // Between two writes a HIGH frame comes; nothing can flush, the transport is full.
      rig.queue.enqueue(message(Type.HIGH, 64));
      let before = 0;
      for (let found = false; !found;) {
        const headers = rig.drain();
        const place = headers.findIndex(({ type }) => type === Type.HIGH);
        found = place >= 0;
        before += bytesOf(found ? headers.slice(0, place) : headers);
      }
      expect(before).toBeLessThanOrEqual(FRAME);
    }
  });
});

describe('flushing', () => {
  const table: { name: string; enqueue: (rig: QueueRig) => void; atOnce: number }[] = [
    { name: 'NORMAL', enqueue: (rig) => rig.queue.enqueue(message(Type.NORMAL, 1)), atOnce: 0 },
    { name: 'LOW', enqueue: (rig) => rig.queue.enqueue(message(Type.LOW, 1)), atOnce: 0 },
    { name: 'HIGH', enqueue: (rig) => rig.queue.enqueue(message(Type.HIGH, 1)), atOnce: 1 },
    { name: 'a HIGH response', enqueue: (rig) => rig.queue.enqueue(message(Type.HIGH + 1, 1, 2)), atOnce: 1 },
    { name: 'Ping', enqueue: (rig) => rig.queue.enqueueControl(own(OwnType.PING, 9)), atOnce: 1 },
    { name: 'Pong', enqueue: (rig) => rig.queue.enqueueControl(own(OwnType.PONG, 9)), atOnce: 1 },
    { name: 'Ack', enqueue: (rig) => rig.queue.enqueueControl(own(OwnType.ACK, 9)), atOnce: 0 },
    { name: 'Cancel', enqueue: (rig) => rig.queue.enqueueControl(own(OwnType.CANCEL, 0, 2)), atOnce: 0 },
  ];
  it.each(table)('$name writes $atOnce frames at once', ({ enqueue, atOnce }) => {
    const rig = new QueueRig();
    enqueue(rig);
    expect(rig.written.takeHeaders()).toHaveLength(atOnce);
    expect(rig.endTurn()).toHaveLength(atOnce === 0 ? 1 : 0);
    expect(rig.clock.isIdle).toBe(true);
  });

  it('writes one gathered write a turn', () => {
    const rig = new QueueRig();
    for (let count = 0; count < 10; count++) rig.queue.enqueue(message(Type.NORMAL, count));
    rig.clock.endTurn();
    expect(rig.written.writes).toHaveLength(1);
  });

  it('waits for room after a write that filled the transport', () => {
    const rig = new QueueRig();
    rig.written.hasRoom = false;
    rig.queue.enqueue(message(Type.NORMAL, 1));
    expect(rig.endTurn()).toHaveLength(1);
    rig.queue.enqueue(message(Type.NORMAL, 1));
    rig.queue.enqueue(message(Type.HIGH, 1));
    rig.queue.enqueueControl(own(OwnType.PING, 9));
    expect(rig.endTurn()).toEqual([]);
    expect(rig.clock.isIdle).toBe(true);
    expect(typesOf(rig.drain())).toEqual([OwnType.PING, Type.HIGH, Type.NORMAL]);
  });

  it('writes what may be in flight of long frames at once, but only to a link that Credits have told of', () => {
    const rig = new QueueRig({ limits: { leastInFlightBytes: 2 * FRAME } });
    const bytesAWrite = (): number[] => {
      const chunks = rig.written.writes.map((write) => write.map(({ length }) => length));
      expect(Math.max(...chunks.flat())).toBeLessThanOrEqual(262_144);
      rig.written.takeHeaders();
      return chunks.map((lengths) => lengths.reduce((sum, length) => sum + length));
    };
    // Its parts lie one after another.
    rig.queue.enqueue(message(Type.NORMAL, 20 * MAX_PAYLOAD_BYTES, 5));
    rig.clock.endTurn();
    expect(bytesAWrite()).toEqual([FRAME, FRAME, FRAME, FRAME]);
    // Two frames a millisecond, so that four may be in flight.
    rig.clock.spend(1);
    rig.queue.credit({ bytes: 0, responseBytes: 0, received: 2 * FRAME });
    rig.clock.endTurn();
    expect(bytesAWrite()).toEqual([2 * FRAME]);
    rig.queue.credit({ bytes: 0, responseBytes: 0, received: 6 * FRAME });
    rig.clock.endTurn();
    expect(bytesAWrite()).toEqual([3 * FRAME, FRAME]);
  });

  it('asks for what is due when a flush goes out, and only then', () => {
    const rig = new QueueRig();
    rig.written.hasRoom = false;
    rig.queue.enqueue(message(Type.NORMAL, 1));
    rig.endTurn();
    rig.due = [own(OwnType.ACK, 4), own(OwnType.CREDIT, 6)];
    rig.queue.flushSoon();
    rig.queue.enqueue(message(Type.HIGH, 1));
    expect(rig.endTurn()).toEqual([]);
    expect(rig.due).toHaveLength(2);
    expect(typesOf(rig.drain())).toEqual([OwnType.ACK, OwnType.CREDIT, Type.HIGH]);
    rig.due = [own(OwnType.CREDIT, 6)];
    rig.queue.transportDrained();
    expect(typesOf(rig.written.takeHeaders())).toEqual([OwnType.CREDIT]);
  });

  it('sends nothing of the schema before the peer’s window is known', () => {
    const rig = new QueueRig({ windowBytes: 0 });
    rig.queue.enqueue(message(Type.HIGH, 1));
    rig.queue.enqueueControl(own(OwnType.HANDSHAKE, 50, 1));
    expect(typesOf(rig.endTurn())).toEqual([OwnType.HANDSHAKE]);
    rig.queue.open(256 * KIB);
    expect(typesOf(rig.endTurn())).toEqual([Type.HIGH]);
  });
});

describe('chunks', () => {
  it('are one slice where frames lie one after another', () => {
    const slab = new Uint8Array(4096);
    const frames: Frame[] = [];
    for (let start = 0; frames.length < 8; start = frames.at(-1)!.end) {
      frames.push(finishFrame(slab, start, 100, Type.NORMAL, 0, 0));
    }
    const rig = new QueueRig();
    for (const frame of frames) rig.queue.enqueue(frame);
    rig.clock.endTurn();
    const [chunk, ...others] = rig.written.writes.flat();
    expect(others).toEqual([]);
    expect(chunk!.buffer).toBe(slab.buffer);
    expect(chunk).toHaveLength(8 * 112);
  });

  it('are the same objects for every peer of a broadcast, own frames apart', () => {
    const first = new QueueRig();
    const rigs = [first, new QueueRig({ round: first.round }), new QueueRig({ round: first.round })];
    const frames = Array.from({ length: 20 }, (_, index) => message(Type.NORMAL, index));
    rigs.forEach((rig, index) => {
      if (index > 0) rig.due = [own(OwnType.CREDIT, index)];
      for (const frame of frames) rig.queue.enqueue(frame);
    });
    first.clock.endTurn();
    const shared = rigs.map((rig) => rig.written.writes.flat().at(-1));
    expect(first.written.takeHeaders()).toHaveLength(20);
    expect(shared[1]).toBe(shared[0]);
    expect(shared[2]).toBe(shared[0]);
  });
});

describe('cancel', () => {
  it('says how far the message got and leaves the others alone', () => {
    const rig = new QueueRig();
    rig.written.hasRoom = false;
    rig.queue.enqueue(message(Type.HIGH, 1, 5));
    rig.queue.enqueue(message(Type.LOW, 3 * MAX_PAYLOAD_BYTES, 6));
    rig.queue.enqueue(message(Type.LOW, 2 * MAX_PAYLOAD_BYTES, 7));
    rig.queue.enqueue(message(Type.LOW, 10, 8));
    expect(rig.written.takeHeaders().map(({ id }) => id)).toEqual([5]);
    expect(rig.drain().map(({ id, part }) => [id, part])).toEqual([[6, 0]]);
    const before = rig.queue.stats();
    expect(rig.queue.cancel(5, false)).toBe('left');
    expect(rig.queue.cancel(6, true)).toBe('left');
    expect(rig.queue.stats()).toEqual(before);
    expect(rig.queue.cancel(6, false)).toBe('begun');
    expect(rig.queue.cancel(8, false)).toBe('unsent');
    expect(rig.queue.stats()).toMatchObject({ queuedBytes: 2 * FRAME, queuedFrames: 2 });
    expect(rig.drain().map(({ id, part }) => [id, part])).toEqual([[7, 0]]);
    expect(rig.drain().map(({ id, part }) => [id, part])).toEqual([[7, 1]]);
    expect(rig.queue.stats()).toMatchObject({ queuedBytes: 0, queuedFrames: 0, messagesOut: 2 });
  });

  it('keeps the progress of a begun message when one behind it goes', () => {
    const rig = new QueueRig();
    rig.written.hasRoom = false;
    rig.queue.enqueue(message(Type.LOW, 3 * MAX_PAYLOAD_BYTES, 6));
    rig.queue.enqueue(message(Type.LOW, 10, 7));
    expect(rig.endTurn()).toHaveLength(1);
    expect(rig.queue.cancel(7, false)).toBe('unsent');
    expect(rig.queue.stats()).toMatchObject({ queuedBytes: 2 * FRAME, queuedFrames: 2 });
    expect([...rig.drain(), ...rig.drain()].map(({ part }) => part)).toEqual([1, 2]);
  });

  it('puts the ErrorResponse that abandons a response where its next part was', () => {
    const rig = new QueueRig();
    rig.written.hasRoom = false;
    rig.queue.enqueue(message(Type.LOW + 1, 3 * MAX_PAYLOAD_BYTES, 6));
    rig.queue.enqueue(message(Type.LOW + 1, 2 * MAX_PAYLOAD_BYTES, 7));
    rig.endTurn();
    expect(rig.queue.cancel(6, true, own(OwnType.ERROR_RESPONSE, 4, 6))).toBe('begun');
    const ids = [...rig.drain(), ...rig.drain(), ...rig.drain()].map(({ type, id }) => [type, id]);
    expect(ids).toEqual([
      [OwnType.ERROR_RESPONSE, 6],
      [Type.LOW + 1, 7],
      [Type.LOW + 1, 7],
    ]);
  });

  it('takes all items of a stream', () => {
    const rig = new QueueRig();
    for (const size of [1, 2, 3]) rig.queue.enqueue(message(Type.NORMAL + 1, size, 9));
    rig.queue.enqueue(message(Type.NORMAL + 1, 4, 10));
    expect(rig.queue.cancel(9, true)).toBe('unsent');
    expect(rig.endTurn().map(({ id }) => id)).toEqual([10]);
  });
});

describe('marks', () => {
  it('says false above the high-water mark, and drain at the low one', () => {
    const rig = new QueueRig({ limits: { highWaterBytes: 3000, lowWaterBytes: 1000 }, windowBytes: 0 });
    const results = Array.from({ length: 4 }, () => rig.queue.enqueue(message(Type.NORMAL, 988)));
    expect(results).toEqual([true, true, true, false]);
    rig.endTurn();
    rig.queue.credit({ bytes: 2000, responseBytes: 0, received: 0 });
    rig.endTurn();
    expect(rig.events).toEqual([]);
    expect(rig.queue.enqueue(message(Type.NORMAL, 1))).toBe(false);
    rig.queue.credit({ bytes: 2000, responseBytes: 0, received: 0 });
    rig.endTurn();
    expect(rig.events).toEqual(['drain']);
    expect(rig.queue.enqueue(message(Type.NORMAL, 1))).toBe(true);
  });

  it('does not recurse when drain sends HIGH frames without end', () => {
    const rig = new QueueRig({ limits: { highWaterBytes: 100, lowWaterBytes: 0 } });
    let rounds = 0;
    rig.onDrain = () => {
      rounds++;
      rig.queue.enqueue(message(Type.HIGH, 200));
    };
    rig.queue.enqueue(message(Type.HIGH, 200));
    expect(rounds).toBe(1);
    for (let turn = 0; turn < 10; turn++) rig.clock.endTurn();
    expect(rounds).toBe(11);
  });

  const overflows: { name: string; run: (rig: QueueRig) => void; code: GoodbyeCode | undefined }[] = [
    {
      name: 'above the cap for the grace time',
      run: (rig) => {
        rig.queue.enqueue(message(Type.NORMAL, 6000));
        rig.clock.advance(10_000);
      },
      code: GoodbyeCode.SLOW_PEER,
    },
    {
      name: 'above the cap for less',
      run: (rig) => {
        rig.queue.enqueue(message(Type.NORMAL, 6000));
        rig.clock.advance(9_999);
        rig.queue.credit({ bytes: 6012, responseBytes: 0, received: 0 });
        rig.clock.advance(10_000);
      },
      code: undefined,
    },
    {
      name: 'above the cap until a cancel',
      run: (rig) => {
        rig.queue.enqueue(message(Type.NORMAL, 6000, 2));
        rig.clock.advance(9_999);
        rig.queue.cancel(2, false);
        rig.clock.advance(10_000);
      },
      code: undefined,
    },
    {
      name: 'above twice the cap',
      run: (rig) => {
        rig.queue.enqueue(message(Type.NORMAL, 6000));
        rig.queue.enqueue(message(Type.NORMAL, 6000));
      },
      code: GoodbyeCode.SLOW_PEER,
    },
    {
      name: '128 KiB of own frames',
      run: (rig) => {
        rig.written.hasRoom = false;
        rig.queue.enqueueControl(own(OwnType.PING, 9));
        for (let count = 0; count < 32; count++) {
          rig.queue.enqueueControl(own(OwnType.CANCEL, 4096 - HEADER_BYTES, 2));
        }
      },
      code: undefined,
    },
    {
      name: 'more own frames, ErrorResponses among them',
      run: (rig) => {
        rig.written.hasRoom = false;
        rig.queue.enqueueControl(own(OwnType.PING, 9));
        for (let count = 0; count < 32; count++) {
          rig.queue.enqueueControl(own(OwnType.CANCEL, 4096 - HEADER_BYTES, 2));
        }
        rig.queue.enqueue(own(OwnType.ERROR_RESPONSE, 0, 2), 'low');
      },
      code: GoodbyeCode.FLOOD,
    },
  ];
  it.each(overflows)('$name: $code', ({ name, run, code }) => {
    const queueCapBytes = name.includes('own frames') ? 10 * KIB * KIB : 6000;
    const rig = new QueueRig({ limits: { queueCapBytes }, windowBytes: 0 });
    run(rig);
    const codes = rig.events
      .filter((event) => event.startsWith('overflow'))
      .map((event) => parseInt(event.slice(9)));
    expect(codes).toEqual(code === undefined ? [] : [code]);
  });
});

describe('the end', () => {
  function filledRig(): QueueRig {
    const rig = new QueueRig();
    rig.written.hasRoom = false;
    rig.queue.enqueue(message(Type.NORMAL, 3 * MAX_PAYLOAD_BYTES, 6));
    rig.queue.enqueue(message(Type.LOW, 10, 7));
    rig.endTurn();
    rig.queue.enqueueControl(own(OwnType.ACK, 4));
    return rig;
  }

  it('is Goodbye as the last frame, and a list of what did not leave', () => {
    const rig = filledRig();
    const unsent = rig.queue.finish(own(OwnType.GOODBYE, 8));
    expect(unsent.map(({ frame, begun }) => [frame.id, begun])).toEqual([
      [6, true],
      [7, false],
    ]);
    expect(typesOf(rig.written.takeHeaders())).toEqual([OwnType.ACK, OwnType.GOODBYE]);
    expect(rig.queue.enqueue(message(Type.HIGH, 1))).toBe(false);
    rig.queue.enqueueControl(own(OwnType.PING, 9));
    expect(rig.drain()).toEqual([]);
    expect(rig.queue.finish(own(OwnType.GOODBYE, 8))).toEqual([]);
    expect(rig.clock.isIdle).toBe(true);
  });

  it('can be at once, without a word', () => {
    const rig = filledRig();
    expect(rig.queue.destroy().map(({ frame }) => frame.id)).toEqual([6, 7]);
    expect(rig.drain()).toEqual([]);
    expect(rig.queue.stats().queuedBytes).toBe(0);
  });

  it('can wait until everything has left', () => {
    const rig = filledRig();
    rig.written.hasRoom = true;
    expect(rig.drain()).toHaveLength(4);
    expect(rig.events).toEqual(['empty']);
    expect(rig.queue.isEmpty).toBe(true);
  });
});

it('counts what waits and what left', () => {
  const rig = new QueueRig({ windowBytes: 100 });
  const sizes: [Priority, number][] = [
    ['high', 50],
    ['normal', 200],
    ['low', 300],
  ];
  for (const [priority, size] of sizes) rig.queue.enqueue(message(Type.NORMAL, size), priority);
  rig.queue.enqueue(message(Type.LOW, 70_000, 2));
  rig.endTurn();
  expect(rig.queue.stats()).toEqual({
    queuedBytes: 212 + 312 + 70_024,
    queuedFrames: 4,
    lanes: {
      control: { bytes: 0, frames: 0 },
      high: { bytes: 0, frames: 0 },
      normal: { bytes: 212, frames: 1 },
      low: { bytes: 312 + 70_024, frames: 3 },
    },
    inFlightBytes: 62,
    framesOut: 1,
    bytesOut: 62,
    messagesOut: 1,
  });
});

import { describe, expect, it } from 'vitest';
import { Broadcast, type Except, type MessageCodec } from '../../src/peer/broadcast.js';
import { FlushRound } from '../../src/peer/flush-round.js';
import { OwnType } from '../../src/peer/own-type.js';
import { payloadCodec } from '../../src/peer/payload-codec.js';
import type { SendQueueLimits } from '../../src/peer/queue-watch.js';
import { SendQueue } from '../../src/peer/send-queue.js';
import type { Voice } from '../../src/peer/unison.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import type { SharedChunks } from '../../src/transport/shared-chunks.js';
import { encodeFrame, type Frame, payloadOf } from '../../src/wire/frame.js';
import { Flag, HEADER_BYTES, MAX_PAYLOAD_BYTES, readHeader } from '../../src/wire/header.js';
import { WRITE_BYTES } from '../../src/peer/write-room.js';
import { ManualClock } from './manual-clock.js';
import { message, testLimits, testTypes, Type } from './queue-rig.js';

const LANES = { high: Type.HIGH, normal: Type.NORMAL, low: Type.LOW } as const;

function check(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}

/** A queue, its link, and what by the rules must come out of it: a list for each lane, and nothing cleverer. */
class Peer {
  readonly name: string;
  readonly queue: SendQueue;
  readonly shared: (SharedChunks | undefined)[] = [];
  /** Counts of the messages that must come, by type of the lane. */
  readonly expected = new Map<number, number[]>();
  readonly came = new Map<number, number[]>();
  hasRoom = true;
  readonly copies: boolean;
  /** The link takes nothing, though it has room: what it was given must stay as it is. */
  isSlow = false;
  #kept: { readonly chunk: Uint8Array; readonly copy: Uint8Array }[] = [];
  takesAll = true;
  isClosed = false;
  due: Frame[] = [];
  /** Without RESPONSE, and with it. */
  readonly granted: [number, number];
  readonly counted: [number, number] = [0, 0];
  wrote = 0;
  whileWriting: (() => void) | undefined;
  frames = 0;
  #sent = 0;

  readonly #saysWhatCame: boolean;

  constructor(
    name: string,
    clock: ManualClock,
    round: FlushRound,
    windowBytes: number,
    { copies = true, limits = {} }: { copies?: boolean; limits?: Partial<SendQueueLimits> } = {},
  ) {
    this.name = name;
    this.copies = copies;
    this.granted = [windowBytes, windowBytes];
    this.#saysWhatCame = limits.leastInFlightBytes !== undefined;
    this.queue = new SendQueue(this, testTypes, round, clock, this, { ...testLimits, ...limits });
    const voice: Voice = {
      peer: name,
      offer: (frame) => {
        if (this.isClosed) return false;
        this.queue.enqueue(frame);
        return true;
      },
      takesAll: () => this.takesAll,
      enqueue: (frame, priority) => {
        if (this.isClosed || !this.takesAll) return false;
        this.queue.enqueue(frame, priority);
        return true;
      },
      stepOut: () => this.queue.standAside(),
    };
    this.queue.open(windowBytes, voice);
  }

  takeDue(): readonly Frame[] {
    return this.due.splice(0);
  }

  onDrain(): void {}
  onEmpty(): void {}
  onOverflow(_code: number, problem: string): void {
    throw new Error(problem);
  }

  write(own: readonly Uint8Array[], shared?: SharedChunks): boolean {
    if (this.isClosed || !this.hasRoom) throw new Error('a write to a full or closed link');
    this.shared.push(shared);
    for (const chunk of [...own, ...(shared?.chunks ?? [])]) {
      this.#read(chunk);
      if (!this.copies || this.isSlow) this.#kept.push({ chunk, copy: chunk.slice() });
    }
    this.hasRoom = this.wrote++ % 7 !== 6;
    const { whileWriting } = this;
    this.whileWriting = undefined;
    whileWriting?.();
    return this.hasRoom;
  }

  get bufferedBytes(): number {
    return !this.copies ? 0 : this.#kept.reduce((sum, { chunk }) => sum + chunk.length, 0);
  }

  /** The link takes what it was given. */
  settle(): void {
    this.isSlow = false;
    for (const { chunk, copy } of this.#kept) check(compare(chunk, copy), 'bytes were used again too early');
    if (this.copies) this.#kept = [];
  }

  mustSend(frame: Frame, count: number): void {
    const lane = this.expected.get(frame.type) ?? [];
    lane.push(count);
    this.expected.set(frame.type, lane);
    this.frames += frame.partCount;
  }

  /** Everything that was queued is in a queue or on its way, and no more was sent than was granted. */
  check(): void {
    const { framesOut, queuedFrames, queuedBytes, bytesOut, lanes } = this.queue.stats();
    const laneBytes = Object.values(lanes).reduce((sum, { bytes }) => sum + bytes, 0);
    // expect() so often would be most of the run.
    check(framesOut + queuedFrames === this.frames, 'a frame is lost or twice');
    check(this.#sent === bytesOut && laneBytes === queuedBytes, 'bytes are counted wrong');
    check((queuedBytes === 0) === this.queue.isEmpty, 'empty or not');
    check(this.counted[0] <= this.granted[0] && this.counted[1] <= this.granted[1], 'beyond the window');
  }

  /** Grants what brings both windows to at least this. */
  grant(windowBytes: number): void {
    const [bytes, responseBytes] = ([0, 1] as const).map((side) =>
      Math.max(0, this.counted[side] + windowBytes - this.granted[side]),
    ) as [number, number];
    this.granted[0] += bytes;
    this.granted[1] += responseBytes;
    const received = this.#saysWhatCame ? this.counted[0] + this.counted[1] : 0;
    this.queue.credit({ bytes, responseBytes, received });
  }

  #read(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const { length, type, part } = readHeader(chunk, at);
      if (part === 0 && type >= 32) {
        const count = new DataView(chunk.buffer, chunk.byteOffset + at + HEADER_BYTES).getUint32(0);
        const lane = this.came.get(type) ?? [];
        lane.push(count);
        this.came.set(type, lane);
      }
      at += HEADER_BYTES + length;
      this.#sent += HEADER_BYTES + length;
      if (type >= 32) this.counted[type & 1]! += HEADER_BYTES + length;
    }
  }
}

function nameOf({ name }: Peer): string {
  return name;
}

function compare(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** A message of the codecs below; `meanwhile` is called once while it is written, as a getter might be. */
interface Counted {
  readonly count: number;
  readonly payloadBytes: number;
  readonly id: number;
  meanwhile?: (() => void) | undefined;
}

const codecs = Object.values(LANES).map((type): MessageCodec<Counted> => {
  const frame = (counted: Counted): Frame => {
    const { count, payloadBytes, id, meanwhile } = counted;
    counted.meanwhile = undefined;
    meanwhile?.();
    return numbered(type, count, payloadBytes, id);
  };
  return {
    ...testTypes.get(type)!,
    frame,
    frameInto(counted, bytes, at) {
      const { bytes: written } = frame(counted);
      const end = at + written.length;
      bytes.set(written.subarray(0, Math.max(0, bytes.length - at)), at);
      return end;
    },
  };
});

const payloadCodecs = Object.values(LANES).map((type) => payloadCodec(testTypes.get(type)!));

function numbered(type: number, count: number, payloadBytes: number, id: number, flags = 0): Frame {
  const payload = new Uint8Array(Math.max(4, payloadBytes));
  new DataView(payload.buffer).setUint32(0, count);
  return encodeFrame(type, flags | ((type & 1) === 1 ? Flag.RESPONSE : 0), id, payload);
}

it('sends each peer what was sent to it, in its lanes’ order, whatever goes to all and whatever to one', () => {
  let alone = 0;
  let together = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = new SeededRandom(seed);
    const pick = <T>(from: readonly T[]): T => from[random.integer(0, from.length - 1)]!;
    const clock = new ManualClock();
    const round = new FlushRound(clock);
    const broadcast = new Broadcast(testTypes, round.unison);
    const windowBytes = pick([256 * 1024, 300_000, 16 * 1024 * 1024]);
    // One that copies nothing keeps bytes from being used again for any.
    const copies = random.next() < 0.8;
    // Little in flight makes batches wait.
    const inFlight = pick([undefined, 40_000, 70_000]);
    const limits = inFlight === undefined ? {} : { leastInFlightBytes: inFlight, highWaterBytes: 300_000 };
    const peers = Array.from(
      { length: pick([2, 6, 6]) },
      (_, index) => new Peer(`p${index}`, clock, round, windowBytes, { copies: copies || index > 0, limits }),
    );
    let count = 0;
    // None that a payload in parts is given.
    let nextId = 1_000_000;
    const size = (): number => pick([4, 60, 64, 300, 2_000, 20_000, MAX_PAYLOAD_BYTES]);
    const make = (): Frame => {
      const payloadBytes = random.next() < 0.05 ? 3 * MAX_PAYLOAD_BYTES : size();
      const needsId = payloadBytes > MAX_PAYLOAD_BYTES || random.next() < 0.05;
      const type = pick([Type.HIGH, Type.NORMAL, Type.NORMAL, Type.NORMAL, Type.LOW]);
      return numbered(type, ++count, payloadBytes, needsId ? nextId++ : 0);
    };
    const except = (): string | Set<string> | undefined =>
      pick([undefined, undefined, pick(peers).name, new Set(peers.slice(random.integer(0, 6)).map(nameOf))]);
    const takersBut = (left: string | Set<string> | undefined): Peer[] =>
      peers.filter(
        ({ isClosed, name }) => !isClosed && name !== left && !(left instanceof Set && left.has(name)),
      );
    const sendMessage = (meanwhile?: () => void): void => {
      const codec = pick(codecs);
      const payloadBytes = random.next() < 0.02 ? 3 * MAX_PAYLOAD_BYTES : size();
      const id = payloadBytes > MAX_PAYLOAD_BYTES ? nextId++ : 0;
      const own = ++count;
      const left = except();
      const takers = takersBut(left);
      expect(broadcast.sendMessage(codec, { count: own, payloadBytes, id, meanwhile }, left)).toBe(
        takers.length,
      );
      // Behind what was sent meanwhile.
      for (const peer of takers) peer.mustSend(numbered(codec.type, own, payloadBytes, id), own);
    };
    const sendPayload = (): void => {
      const codec = pick(payloadCodecs);
      const frame = numbered(codec.type, ++count, random.next() < 0.02 ? 3 * MAX_PAYLOAD_BYTES : size(), 1);
      const payload = payloadOf(frame).slice();
      const left = except();
      const takers = takersBut(left);
      expect(broadcast.sendMessage(codec, payload, left)).toBe(takers.length);
      for (const peer of takers) peer.mustSend(frame, count);
      // The memory of what was received may be used for something else.
      payload.fill(0xff);
    };
    const actions: (() => void)[] = [
      () => sendMessage(random.next() < 0.1 ? () => pick([sendMessage, sendPayload, toAll!])() : undefined),
      sendPayload,
      () => {
        const frame = make();
        const left = except();
        const takers = takersBut(left);
        for (const peer of takers) peer.mustSend(frame, count);
        expect(broadcast.send(frame, left)).toBe(takers.length);
      },
      () => {
        const first = count + 1;
        const frames = Array.from({ length: random.integer(1, 20) }, make);
        const left = except();
        const takers = takersBut(left);
        for (const peer of takers) frames.forEach((frame, index) => peer.mustSend(frame, first + index));
        expect(broadcast.sendAll(frames, left)).toBe(takers.length);
      },
      () => {
        const peer = pick(peers);
        if (peer.isClosed) return;
        const frame = numbered(
          pick([Type.NORMAL, Type.NORMAL + 1, Type.HIGH, Type.LOW + 1]),
          ++count,
          size(),
          nextId++,
        );
        peer.mustSend(frame, count);
        peer.queue.enqueue(frame);
        if (random.next() > 0.3) return;
        if (peer.queue.cancel(frame.id, (frame.type & 1) === 1) !== 'unsent') return;
        peer.expected.get(frame.type)!.pop();
        peer.frames -= frame.partCount;
      },
      () => {
        const peer = pick(peers);
        const own = encodeFrame(pick([OwnType.PING, OwnType.CANCEL]), 0, 0, new Uint8Array(0));
        if (peer.isClosed) return;
        peer.frames++;
        if (random.next() < 0.5) {
          peer.queue.enqueueControl(own);
        } else {
          // As an Ack: counted once it goes out.
          peer.due.push(own);
          peer.queue.flushSoon();
          if (!peer.hasRoom) peer.frames -= peer.due.splice(0).length;
        }
      },
      () => clock.endTurn(),
      () => clock.advance(pick([0.5, 1, 3])),
      () => clock.spend(pick([0.1, 1, 4])),
      () => {
        const peer = pick(peers);
        if (peer.isClosed) return;
        peer.grant(200_000);
      },
      () => {
        const peer = pick(peers);
        if (peer.hasRoom || peer.isClosed) return;
        peer.hasRoom = true;
        peer.queue.transportDrained();
      },
      () => {
        const peer = pick(peers);
        peer.takesAll = !peer.takesAll;
        if (!peer.takesAll) peer.queue.stepOut();
      },
      () => {
        const peer = pick(peers);
        if (peer.isSlow) peer.settle();
        else peer.isSlow = random.next() < 0.3;
      },
      () => {
        if (random.next() > 0.05) return;
        const peer = pick(peers);
        peer.queue.destroy();
        peer.isClosed = true;
      },
    ];
    const [, , toAll] = actions;
    const isBusy = random.next() < 0.5;
    for (let step = 0; step < 120; step++) {
      if (isBusy && random.next() < 0.6) pick([sendMessage, sendPayload, toAll!])();
      else pick(actions)();
      // What is due is no frame of the queue until it goes out.
      for (const peer of peers) if (!peer.isClosed && peer.due.length === 0) peer.check();
    }
    for (const peer of peers) {
      peer.settle();
      if (peer.isClosed) {
        for (const [type, came] of peer.came) {
          expect(peer.expected.get(type)!.slice(0, came.length)).toEqual(came);
        }
        continue;
      }
      for (let turn = 0; turn < 500 && !(peer.queue.isEmpty && peer.hasRoom); turn++) {
        peer.grant(500_000);
        clock.advance(2);
        if (peer.hasRoom) continue;
        peer.hasRoom = true;
        peer.queue.transportDrained();
      }
      clock.advance(2);
      peer.check();
      for (const [type, list] of peer.expected) {
        expect(peer.came.get(type) ?? [], `seed ${seed}, type ${type}`).toEqual(list);
      }
      const messages = [...peer.expected.values()].reduce((sum, { length }) => sum + length, 0);
      expect(peer.queue.stats().messagesOut).toBe(messages);
      const others = new Set(peers.filter((other) => other !== peer).flatMap(({ shared }) => shared));
      for (const shared of peer.shared) {
        if (shared === undefined) continue;
        if (others.has(shared)) together++;
        else alone++;
      }
    }
  }
  // Or the test would not have met what it is about.
  expect(together).toBeGreaterThan(1_000);
  expect(alone).toBeGreaterThan(1_000);
});

describe('in unison', () => {
  function rig(count: number, windowBytes = 16 * 1024 * 1024, limits: Partial<SendQueueLimits> = {}) {
    const clock = new ManualClock();
    const round = new FlushRound(clock);
    const peers = Array.from(
      { length: count },
      (_, index) => new Peer(`p${index}`, clock, round, windowBytes, { limits }),
    );
    return { clock, round, peers, broadcast: new Broadcast(testTypes, round.unison) };
  }
  type Rig = ReturnType<typeof rig>;
  const one = (payloadBytes = 60): Frame => message(Type.NORMAL, payloadBytes);

  it('a broadcast is queued once, and its bytes are one object for all', () => {
    const { clock, round, peers, broadcast } = rig(50);
    for (let count = 0; count < 100; count++) expect(broadcast.send(one(), undefined)).toBe(50);
    expect(round.unison.apart.size).toBe(0);
    expect(peers[7]!.queue.stats()).toMatchObject({ queuedFrames: 100, queuedBytes: 7_200, framesOut: 0 });
    clock.endTurn();
    const written = peers[0]!.shared;
    expect(written).toHaveLength(1);
    for (const { shared } of peers) expect(shared).toEqual(written);
    expect(peers.every(({ shared }) => shared[0] === written[0])).toBe(true);
    // One after another in a slab: a slice of it.
    expect(written[0]!.chunks).toHaveLength(1);
  });

  it('only who has something of its own is apart, until that has left', () => {
    const { clock, round, peers, broadcast } = rig(3);
    broadcast.send(one(), undefined);
    peers[1]!.queue.enqueue(one());
    expect([...round.unison.apart].map(({ peer }) => peer)).toEqual(['p1']);
    expect(broadcast.send(one(), 'p2')).toBe(2);
    expect([...round.unison.apart].map(({ peer }) => peer)).toEqual(['p1', 'p2']);
    clock.endTurn();
    expect(round.unison.apart.size).toBe(0);
    expect(peers.map(({ queue }) => queue.stats().messagesOut)).toEqual([2, 3, 1]);
  });

  it('a full link and a spent window stand apart, and hold up nobody', () => {
    const { clock, round, peers, broadcast } = rig(4, 256 * 1024);
    for (let count = 0; count < 5; count++) {
      broadcast.send(one(MAX_PAYLOAD_BYTES - 100), undefined);
      clock.advance(5);
      peers[0]!.hasRoom = true;
      // p1 reads nothing, all others as it comes.
      for (const peer of peers) {
        if (peer.name !== 'p1') peer.grant(256 * 1024);
      }
    }
    expect(peers.map(({ queue }) => queue.stats().messagesOut)).toEqual([5, 4, 5, 5]);
    expect([...round.unison.apart].map(({ peer }) => peer)).toEqual(['p1']);
    expect(peers[1]!.queue.stats().queuedFrames).toBe(1);
  });

  describe('whoever has enough in flight', () => {
    const [high, normal] = codecs as [MessageCodec<Counted>, MessageCodec<Counted>];

    /** Of three, p1 tells nothing of what has come until it is asked to: after two batches of 64 KiB it has enough. */
    function slowRig({ highWaterBytes = 1024 * 1024, windowBytes = 16 * 1024 * 1024 } = {}) {
      const made = rig(3, windowBytes, { leastInFlightBytes: 65_000, highWaterBytes });
      const { clock, peers, broadcast } = made;
      const slow = peers[1]!;
      let sent = 0;
      const send = (batches: number): void => {
        for (let left = 64 * batches; left > 0; left--) {
          broadcast.sendMessage(normal, { count: sent++, payloadBytes: 1_012, id: 0 }, undefined);
          if (left % 64 !== 1) continue;
          clock.advance(5);
          for (const peer of peers) if (peer !== slow) peer.grant(windowBytes);
        }
      };
      /** What has come is told, and nothing granted. */
      const tell = (): void => {
        slow.grant(0);
        clock.advance(5);
      };
      const out = () => peers.map(({ queue }) => queue.stats().framesOut);
      const inOrder = () => Array.from({ length: sent }, (_, count) => count);
      return { ...made, slow, send, tell, out, inOrder };
    }

    it('stays, and gets the same batches later', () => {
      const { round, peers, slow, send, tell, out, inOrder } = slowRig();
      send(5);
      expect(out()).toEqual([320, 128, 320]);
      expect(round.unison.apart.size).toBe(0);
      expect(slow.queue.stats()).toMatchObject({ queuedFrames: 192, queuedBytes: 3 * 65_536 });
      // Has room again as the next batch goes out.
      slow.grant(0);
      send(1);
      for (let turn = 0; turn < 2; turn++) tell();
      expect(out()).toEqual([384, 384, 384]);
      expect(slow.shared.map((shared) => peers[0]!.shared.indexOf(shared))).toEqual([0, 1, 2, 3, 4, 5]);
      expect(slow.came.get(Type.NORMAL)).toEqual(inOrder());
      expect(slow.queue.isEmpty).toBe(true);
    });

    type SlowRig = ReturnType<typeof slowRig>;
    const sendHigh = ({ broadcast }: SlowRig, meanwhile?: () => void): void => {
      broadcast.sendMessage(high, { count: 0, payloadBytes: 8, id: 0, meanwhile }, undefined);
    };
    it.each<[string, number, (made: SlowRig) => void]>([
      ['frame', 4, ({ broadcast }) => broadcast.send(message(Type.HIGH, 8), undefined)],
      ['message', 4, (made) => sendHigh(made)],
      ['message that makes it wait while it is written', 2, (made) => sendHigh(made, () => made.send(2))],
    ])('gets a %s of HIGH before what waits', (_, batches, act) => {
      const made = slowRig();
      const { clock, slow, send, tell, out, inOrder } = made;
      send(batches);
      act(made);
      clock.endTurn();
      expect(out()).toEqual([257, 129, 257]);
      expect(slow.came.get(Type.HIGH)).toHaveLength(1);
      for (let turn = 0; turn < 3; turn++) tell();
      expect(out()).toEqual([257, 257, 257]);
      expect(slow.came.get(Type.NORMAL)).toEqual(inOrder());
    });

    it('stands apart once more waits than below its high-water mark', () => {
      const { round, slow, send, out } = slowRig({ highWaterBytes: 3 * WRITE_BYTES });
      send(4);
      expect(round.unison.apart.size).toBe(0);
      send(1);
      expect([...round.unison.apart].map(({ peer }) => peer)).toEqual(['p1']);
      expect(out()).toEqual([320, 128, 320]);
      expect(slow.queue.stats()).toMatchObject({ queuedFrames: 192, queuedBytes: 3 * 65_536 });
    });

    it('stands apart once its window takes less than a batch, and sends what it takes', () => {
      const { round, send, tell, out } = slowRig({ windowBytes: 200_000 });
      send(4);
      tell();
      expect([...round.unison.apart].map(({ peer }) => peer)).toEqual(['p1']);
      expect(out()).toEqual([256, 195, 256]);
    });

    it('gives up what waits when it ends', () => {
      const { slow, send } = slowRig();
      send(4);
      let visited = 0;
      slow.queue.forEachWaiting(() => visited++);
      expect(visited).toBe(128);
      expect(slow.queue.destroy()).toHaveLength(128);
    });

    it('keeps the order with what is sent to it alone', () => {
      const { slow, send, tell, inOrder } = slowRig();
      send(4);
      slow.queue.enqueue(numbered(Type.NORMAL, 256, 8, 0));
      for (let turn = 0; turn < 3; turn++) tell();
      expect(slow.came.get(Type.NORMAL)).toEqual([...inOrder(), 256]);
    });
  });

  it('HIGH goes out at once and takes along what waits, in its lane’s place', () => {
    const { peers, broadcast } = rig(2);
    broadcast.send(message(Type.LOW, 8), undefined);
    broadcast.send(message(Type.NORMAL, 8), undefined);
    broadcast.send(message(Type.HIGH, 8), undefined);
    const types = peers[1]!.shared[0]!.chunks.flatMap((chunk) =>
      [0, 20, 40].map((at) => readHeader(chunk, at).type),
    );
    expect(types).toEqual([LANES.high, LANES.normal, LANES.low]);
  });

  describe('a message', () => {
    const [high, normal] = codecs as [MessageCodec<Counted>, MessageCodec<Counted>];
    const counted: Counted = { count: 1, payloadBytes: 60, id: 0 };
    const relayed = payloadCodecs[1]!;
    const payload = payloadOf(numbered(Type.NORMAL, 1, 60, 0));
    function messageRig(count: number) {
      const made = rig(count);
      let sent = 0;
      const send = (codec = normal, payloadBytes = 60, meanwhile?: () => void): void => {
        const own = ++sent;
        const expected = made.round.unison.voices.size;
        const counted = { count: own, payloadBytes, id: 0, meanwhile };
        expect(made.broadcast.sendMessage(codec, counted, undefined)).toBe(expected);
      };
      return { ...made, send, came: () => made.peers.map(({ came }) => came.get(Type.NORMAL)) };
    }

    it('is written where it leaves from, and bytes that have left are used again', () => {
      const { clock, peers, send } = messageRig(3);
      for (let turn = 0; turn < 3; turn++) {
        for (let index = 0; index < 10; index++) send();
        clock.advance(5);
      }
      const chunks = peers[0]!.shared.map((shared) => shared!.chunks);
      expect(chunks.map((each) => each.length)).toEqual([1, 1, 1]);
      expect(new Set(chunks.flat().map(({ buffer }) => buffer)).size).toBe(1);
      expect(chunks.flat().map(({ byteOffset }) => byteOffset)).toEqual([0, 0, 0]);
    });

    it.each([
      ['message', (made: Rig, left: Except) => made.broadcast.sendMessage(normal, { ...counted }, left)],
      ['payload', (made: Rig, left: Except) => made.broadcast.sendMessage(relayed, payload.slice(), left)],
    ])(
      'that leaves somebody out is written there, too, and that one is back in the next turn: a %s',
      (_, act) => {
        const made = rig(4);
        const { clock, round, peers } = made;
        const turns = ['p0', 'p2', new Set(['p1', 'p3', 'nobody']), undefined, 'p2'];
        for (const left of turns) {
          const count = act(made, left);
          expect(act(made, left)).toBe(count);
          clock.endTurn();
          expect(round.unison.apart.size).toBe(0);
        }
        expect(peers.map(({ queue }) => queue.stats().messagesOut)).toEqual([8, 8, 6, 8]);
        const chunks = peers.flatMap(({ shared }) => shared.flatMap((each) => each!.chunks));
        expect(chunks.every(({ length, byteOffset }) => length === 144 && byteOffset === 0)).toBe(true);
        expect(new Set(chunks.map(({ buffer }) => buffer)).size).toBe(1);
      },
    );

    it('does not go to whom it leaves out, though that one comes back while it is written', () => {
      const { clock, peers, broadcast } = rig(3);
      const meanwhile = (): void => void peers[0]!.queue.enqueue(message(Type.HIGH, 8));
      expect(broadcast.sendMessage(normal, { ...counted, meanwhile }, 'p0')).toBe(2);
      clock.endTurn();
      expect(peers.map(({ came }) => [...came.keys()])).toEqual([[Type.HIGH], [Type.NORMAL], [Type.NORMAL]]);
    });

    it('that is sent while a batch goes out comes behind it, and stays as it is', () => {
      const { clock, peers, send, came } = messageRig(3);
      peers[1]!.whileWriting = () => send();
      send();
      send(high);
      for (let more = 0; more < 3; more++) send();
      clock.advance(5);
      expect(came()).toEqual([1, 2, 3].map(() => [1, 3, 4, 5, 6]));
    });

    it('that leaves out a peer to which others of the same turn go is a frame for those who stand apart', () => {
      const { clock, peers, broadcast } = rig(3);
      broadcast.sendMessage(relayed, payload, 'p0');
      broadcast.sendMessage(relayed, payload, 'p1');
      broadcast.sendMessage(normal, { ...counted }, undefined);
      clock.endTurn();
      expect(peers.map(({ queue }) => queue.stats().messagesOut)).toEqual([2, 2, 3]);
    });

    it.each([
      ['the link keeps, though its connection ends', (peer: Peer) => peer.queue.destroy(), false],
      ['a connection took along, too', (peer: Peer) => peer.queue.stepOut(), true],
    ])('is not written over what %s', (_, act, isFirst) => {
      const { clock, peers, send } = messageRig(3);
      const [slow] = peers as [Peer];
      slow.isSlow = true;
      send();
      if (isFirst) act(slow);
      clock.advance(5);
      if (!isFirst) act(slow);
      else slow.queue.destroy();
      for (let turn = 0; turn < 5; turn++) {
        send();
        clock.advance(5);
      }
      expect(slow.bufferedBytes).toBe(72);
      slow.settle();
    });

    it('whose writing broadcasts others comes behind them', () => {
      const { clock, send, came } = messageRig(2);
      send(normal, 60, () => send(normal, 60, () => send()));
      clock.endTurn();
      expect(came()).toEqual([
        [3, 2, 1],
        [3, 2, 1],
      ]);
    });

    it('whose writing fills a link still goes to that one', () => {
      const { clock, peers, send, came } = messageRig(2);
      // Full after every seventh write.
      peers[0]!.wrote = 6;
      send(normal, 60, () => send(high));
      expect(peers[0]!.hasRoom).toBe(false);
      peers[0]!.hasRoom = true;
      peers[0]!.queue.transportDrained();
      clock.advance(5);
      expect(came()).toEqual([[1], [1]]);
    });

    it('beside frames makes no batch longer than a write', () => {
      const { clock, peers, broadcast, send } = messageRig(2);
      broadcast.send(one(60_000), undefined);
      send(normal, 10_000);
      clock.advance(5);
      expect(peers.map(({ shared }) => shared.map((each) => each!.bytes))).toEqual([
        [60_012, 10_012],
        [60_012, 10_012],
      ]);
    });

    it('that fills a batch is written into the next one, so that each batch is one chunk', () => {
      const { clock, peers, send } = messageRig(2);
      for (let index = 0; index < 200; index++) send(normal, 1_012);
      clock.endTurn();
      const written = peers[0]!.shared.map((shared) => shared!.chunks.map(({ length }) => length));
      expect(written).toEqual([[65_536], [65_536], [65_536], [8_192]]);
      expect(peers[0]!.came.get(Type.NORMAL)).toHaveLength(200);
    });

    it('that cannot be encoded leaves nothing behind', () => {
      const { clock, send, came } = messageRig(2);
      const broken = (): never => {
        throw new RangeError('broken');
      };
      expect(() => send(normal, 60, broken)).toThrow('broken');
      send();
      clock.endTurn();
      expect(came()).toEqual([[2], [2]]);
    });
  });

  it('a batch is one write: more goes out first', () => {
    const { clock, peers, broadcast } = rig(2);
    broadcast.send(one(40_000), undefined);
    broadcast.send(one(40_000), undefined);
    expect(peers.map(({ queue }) => queue.stats().framesOut)).toEqual([1, 1]);
    clock.endTurn();
    expect(peers.map(({ queue }) => queue.stats().framesOut)).toEqual([2, 2]);
  });
});

import { describe, expect, test } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { Gossip } from '../../src/node/gossip.js';
import type { Context, GossipOutcome } from '../../src/node/handler.js';
import type { MessageCodec } from '../../src/peer/broadcast.js';
import { ResponseError } from '../../src/peer/errors.js';
import type { InboundMessage } from '../../src/peer/peer.js';
import { digestBytes, digestOf } from '../../src/node/message-digest.js';
import { virtualRuntime } from '../../src/testing/index.js';
import { ErrorCode } from '../../src/wire/codes.js';
import type { Frame } from '../../src/wire/frame.js';
import { encodeFrame, payloadOf } from '../../src/wire/frame.js';
import { Flag, MAX_PAYLOAD_BYTES } from '../../src/wire/header.js';
import { ids } from '../../src/wire/ids.js';

interface Rumour {
  key: string;
  text: string;
}

const TYPE = 0x0200;

/** A codec of `key=text`, so that the same key can come in other bytes. */
function rumours(requiresAck = false): Codec<Rumour> {
  const encode = ({ key, text }: Rumour) => new TextEncoder().encode(`${key}=${text}`);
  return {
    name: 'test.Rumour',
    type: TYPE,
    priority: 'normal',
    requiresAck,
    isResponse: false,
    responseStream: false,
    isHighPriority: false,
    response: undefined,
    maxBytes: 1_000_000,
    rate: undefined,
    gossip: true,
    compress: false,
    defaults: { key: '', text: '' },
    encode,
    decode(bytes) {
      const [key = '', text = ''] = new TextDecoder().decode(bytes).split('=');
      return { key, text };
    },
    frame(message) {
      const payload = encode(message);
      const id = requiresAck || payload.length > MAX_PAYLOAD_BYTES ? ids.next() : 0;
      return encodeFrame(TYPE, requiresAck ? Flag.ACK : 0, id, payload);
    },
    frameInto(message, bytes, at) {
      const frame = this.frame(message);
      if (at + frame.wireBytes <= bytes.length) bytes.set(frame.bytes, at);
      return at + frame.wireBytes;
    },
    create: (partial) => ({ key: '', text: '', ...partial }),
    toJson: () => null,
    fromJson: () => ({ key: '', text: '' }),
  };
}

/** Ids to which each frame went, as a registry of connections to `peers` would send it. */
function setUp({ peers = ['a', 'b', 'c'], codec = rumours(), keyed = true, announces = false } = {}) {
  const sent: { frame: Frame; to: string[] }[] = [];
  const links = {
    connectedIds: () => peers,
    broadcast(frame: Frame, except: ReadonlySet<string>) {
      const to = peers.filter((peer) => !except.has(peer));
      sent.push({ frame, to });
      return to.length;
    },
    broadcastMessage<T>(codec: MessageCodec<T>, message: T, except: ReadonlySet<string>) {
      return this.broadcast(codec.frame(message), except);
    },
    takesAnnouncements: () => announces,
    send(peer: string, frame: Frame) {
      if (frame.type === TYPE) sent.push({ frame, to: [peer] });
      return true;
    },
    report: () => {},
  };
  const gossip = new Gossip(virtualRuntime(), links);
  if (keyed) gossip.register(codec, { key: (rumour: Rumour) => rumour.key });
  const handled: Rumour[] = [];
  let decide: (rumour: Rumour) => GossipOutcome | Promise<GossipOutcome> = () => true;
  const topic = {
    codec,
    key: keyed ? (rumour: Rumour) => rumour.key : undefined,
    decode: (inbound: InboundMessage) => codec.decode(inbound.payload),
    handler(rumour: Rumour) {
      handled.push(rumour);
      return decide(rumour);
    },
  };
  return {
    gossip,
    sent,
    handled,
    decideBy: (next: typeof decide) => {
      decide = next;
    },
    receive: (from: string, key: string, text = 'text') => {
      const frame = codec.frame({ key, text });
      const inbound = { type: TYPE, id: frame.id, flags: frame.flags, payload: payloadOf(frame) };
      return gossip.receive(topic, inbound, { peer: from } as Context);
    },
  };
}

describe('Gossip', () => {
  test('an accepted message goes to all but its sender, with the very payload that came', async () => {
    const { receive, sent, handled } = setUp();
    await receive('a', 'k', 'hello');
    expect(handled).toEqual([{ key: 'k', text: 'hello' }]);
    expect(sent.map(({ to }) => to)).toEqual([['b', 'c']]);
    expect(new TextDecoder().decode(payloadOf(sent[0]!.frame))).toBe('k=hello');
    expect(sent[0]!.frame.id).toBe(0);
  });

  test('a second copy is neither handled nor sent on, in the same or in other bytes', async () => {
    const { receive, sent, handled, gossip } = setUp();
    await receive('a', 'k');
    await receive('b', 'k');
    await receive('c', 'k', 'other bytes');
    await receive('c', 'k', 'other bytes');
    expect(handled).toHaveLength(1);
    expect(sent).toHaveLength(1);
    expect(gossip.stats()).toMatchObject({
      accepted: 1,
      refused: 0,
      postponed: 0,
      duplicates: 3,
      relayed: 2,
    });
  });

  test('whoever sends it while it is decided upon does not get it', async () => {
    const { receive, sent, decideBy, handled } = setUp();
    let accept: (accepted: boolean) => void = () => {};
    decideBy(() => new Promise((resolve) => (accept = resolve)));
    const copies = [receive('a', 'k'), receive('b', 'k'), receive('c', 'k', 'other bytes')];
    accept(true);
    await Promise.all(copies);
    expect(handled).toHaveLength(1);
    expect(sent).toEqual([]);
  });

  test('a forged copy that is refused does not keep the true one out', async () => {
    const { receive, sent, decideBy, handled } = setUp();
    decideBy(({ text }) => text === 'true');
    await receive('a', 'k', 'forged');
    await receive('b', 'k', 'forged');
    expect(handled).toHaveLength(1);
    await receive('b', 'k', 'true');
    expect(sent.map(({ to }) => to)).toEqual([['a', 'c']]);
  });

  test('nor does one still under decision when the true one comes', async () => {
    const { receive, sent, decideBy, handled } = setUp();
    const settle: ((accepted: boolean) => void)[] = [];
    decideBy(() => new Promise((resolve) => settle.push(resolve)));
    const forged = receive('a', 'k', 'forged');
    const copies = [receive('b', 'k', 'true'), receive('c', 'k', 'true'), receive('c', 'k', 'forged')];
    settle[0]?.(false);
    await forged;
    await Promise.resolve();
    settle[1]?.(true);
    await Promise.all(copies);
    expect(handled.map(({ text }) => text)).toEqual(['forged', 'true']);
    // `c` sent it too while `b`'s was under decision.
    expect(sent.map(({ to }) => to)).toEqual([['a']]);
  });

  test('a handler that throws decides nothing: the next copy is tried', async () => {
    const { receive, decideBy, handled, sent } = setUp();
    decideBy(() => Promise.reject(new Error('database closed')));
    await expect(receive('a', 'k')).rejects.toThrow('database closed');
    decideBy(() => true);
    await receive('b', 'k');
    expect(handled).toHaveLength(2);
    expect(sent).toHaveLength(1);
  });

  test.each([true, false])(
    'what is left for later is handled again, even its very bytes (acked: %s)',
    async (acked) => {
      const { receive, decideBy, handled, sent, gossip } = setUp({ codec: rumours(acked) });
      decideBy(() => 'later');
      for (const from of ['a', 'a', 'b']) {
        const error: unknown = await receive(from, 'k').catch((thrown: unknown) => thrown);
        // Who waits for an Ack learns that it may try again.
        expect(error instanceof ResponseError && error.code).toBe(acked && ErrorCode.BUSY);
      }
      expect([handled.length, sent.length]).toEqual([3, 0]);
      decideBy(() => true);
      await receive('b', 'k');
      expect(sent.map(({ to }) => to)).toEqual([['a', 'c']]);
      expect(gossip.stats()).toMatchObject({
        accepted: 1,
        refused: 0,
        postponed: 3,
        duplicates: 0,
        relayed: 2,
      });
    },
  );

  test('a copy that waits for one left for later is judged itself', async () => {
    const { receive, decideBy, handled, sent } = setUp();
    const settle: ((outcome: GossipOutcome) => void)[] = [];
    decideBy(() => new Promise((resolve) => settle.push(resolve)));
    const copies = [receive('a', 'k'), receive('b', 'k')];
    settle[0]?.('later');
    await copies[0];
    await Promise.resolve();
    settle[1]?.(true);
    await Promise.all(copies);
    expect(handled).toHaveLength(2);
    expect(sent.map(({ to }) => to)).toEqual([['a', 'c']]);
  });

  test('without a key the same bytes are the same message', async () => {
    const { receive, handled } = setUp({ keyed: false });
    await receive('a', 'k', 'one');
    await receive('b', 'k', 'one');
    await receive('b', 'k', 'two');
    expect(handled.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  test('an own message is known when it comes back, and published again only to who lacks it', async () => {
    const peers = ['a', 'b'];
    const codec = rumours();
    const { gossip, receive, handled, sent } = setUp({ peers, codec });
    expect(gossip.publish(codec, { key: 'k', text: 'mine' })).toBe(2);
    await receive('a', 'k', 'mine');
    await receive('b', 'k', 'mine, in other bytes');
    expect(handled).toEqual([]);
    peers.push('late');
    expect(gossip.publish(codec, { key: 'k', text: 'mine' })).toBe(1);
    expect(gossip.stats()).toMatchObject({ published: 1, accepted: 0 });
    expect(sent.map(({ to }) => to)).toEqual([['a', 'b'], ['late']]);
  });

  test('of those who have a message only so many are remembered: ids cost nothing', async () => {
    const peers = ['a'];
    const codec = rumours();
    const { gossip, receive } = setUp({ peers, codec });
    gossip.publish(codec, { key: 'k', text: 'mine' });
    const others = Array.from({ length: 5_000 }, (_, index) => `other-${index}`);
    for (const other of others) await receive(other, 'k', 'mine');
    peers.push(...others);
    expect(gossip.publish(codec, { key: 'k', text: 'mine' })).toBe(5_001 - 4_096);
  });

  test('a relayed message that requires an ack has an id of this node', async () => {
    const { receive, sent } = setUp({ codec: rumours(true) });
    await receive('a', 'k');
    await receive('a', 'l');
    const [one, other] = sent.map(({ frame }) => frame);
    expect(one?.flags).toBe(Flag.ACK);
    expect(one?.id).toBeGreaterThan(1);
    expect(other?.id).not.toBe(one?.id);
  });

  test('a refused message that requires an ack is answered REFUSED, every time; any other is dropped', async () => {
    const acked = setUp({ codec: rumours(true) });
    acked.decideBy(() => false);
    for (let time = 0; time < 2; time++) {
      const error: unknown = await acked.receive('a', 'k').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ResponseError);
      expect((error as ResponseError).code).toBe(ErrorCode.REFUSED);
    }
    expect(acked.handled).toHaveLength(1);
    const plain = setUp();
    plain.decideBy(() => false);
    await plain.receive('a', 'k');
    expect(plain.sent).toEqual([]);
  });

  test('those that are sent a message at once and those that fetch it get one frame', () => {
    const peers = Array.from('abcdefgh');
    const codec = rumours();
    const { gossip, sent } = setUp({ peers, codec, announces: true });
    expect(gossip.publish(codec, { key: 'k', text: 'x'.repeat(100_000) })).toBe(8);
    const [{ frame, to }] = sent as [(typeof sent)[0]];
    const told = peers.filter((peer) => !to.includes(peer));
    expect(told).toHaveLength(4);
    const digest = digestBytes(digestOf(TYPE, payloadOf(frame)));
    for (const peer of told) gossip.handleFetch(peer, [digest]);
    expect(sent).toEqual([{ frame, to }, ...told.map((peer) => ({ frame, to: [peer] }))]);
    expect(sent.every((each) => each.frame === frame)).toBe(true);
  });

  test('a message in parts is relayed in parts, under an id', async () => {
    const { receive, sent } = setUp();
    await receive('a', 'k', 'x'.repeat(100_000));
    expect(sent[0]?.frame.partCount).toBe(2);
    expect(sent[0]?.frame.id).toBeGreaterThan(1);
  });
});

import { describe, expect, test } from 'vitest';
import { Announce, Missing } from '../../generated/framewright/gossip.js';
import { Announcer } from '../../src/node/announcer.js';
import { someOf } from '../../src/node/fan-out.js';
import { GOSSIP_DEFAULTS, type GossipLimits, resolveGossip } from '../../src/node/gossip-limits.js';
import { digestOf, digestText } from '../../src/node/message-digest.js';
import { SeededRandom, virtualRuntime } from '../../src/testing/index.js';
import { encodeFrame, payloadOf, type Frame } from '../../src/wire/frame.js';

const TYPE = 0x0200;

/** What each peer was sent: names of announced messages, `!name` for a missing one, `name.` for the message itself. */
function setUp(limits: Partial<GossipLimits> = {}) {
  const runtime = virtualRuntime();
  const names = new Map<string, string>();
  const sent: string[] = [];
  const frames: Frame[] = [];
  const nameOf = (digest: Uint8Array) => names.get(digestText(digest)) ?? '?';
  const links = {
    connectedIds: () => [],
    takesAnnouncements: () => true,
    broadcast: () => 0,
    broadcastMessage: () => 0,
    report: () => {},
    send(peer: string, frame: Frame) {
      frames.push(frame);
      const payload = payloadOf(frame);
      if (frame.type === Announce.type) {
        const { announcements } = Announce.decode(payload);
        sent.push(`${peer} ${announcements.map(({ digest }) => nameOf(digest)).join(' ')}`);
      } else if (frame.type === Missing.type) {
        sent.push(
          `${peer} ${Missing.decode(payload)
            .digests.map((digest) => `!${nameOf(digest)}`)
            .join(' ')}`,
        );
      } else {
        sent.push(`${peer} ${names.get(digestOf(frame.type, payload)) ?? '?'}.`);
      }
      return true;
    },
  };
  const announcer = new Announcer(runtime, links, { ...GOSSIP_DEFAULTS, ...limits });
  const message = (name: string, bytes = 1_000) => {
    const payload = new Uint8Array(bytes).fill(name.charCodeAt(0));
    const digest = digestOf(TYPE, payload);
    names.set(digest, name);
    return { digest, frame: encodeFrame(TYPE, 0, 0, payload) };
  };
  const tell = (
    name: string,
    peers: string[],
    { holders = new Set<string>(), urgent = true, bytes = 1_000, from = 'f' } = {},
  ) => {
    const { digest, frame } = message(name, bytes);
    announcer.tell(digest, frame, peers, holders, urgent, from);
    return digest;
  };
  return { ...runtime, announcer, sent, frames, message, tell };
}

describe('Announcer', () => {
  test('tells what is urgent at once, all of a turn together, in the same bytes to all who hear the same', async () => {
    const { clock, tell, sent, frames } = setUp();
    tell('a', ['p', 'q', 'r']);
    tell('b', ['p', 'q']);
    await clock.settle();
    expect(sent).toEqual(['p a b', 'q a b', 'r a']);
    expect(frames[0]).toBe(frames[1]);
  });

  test('tells the rest a little later, and not those who have told of it meanwhile', async () => {
    const { clock, tell, sent, announcer } = setUp();
    const holders = new Set<string>();
    const digest = tell('a', ['p', 'q'], { holders, urgent: false });
    await clock.advance(90);
    expect(sent).toEqual([]);
    holders.add('p');
    await clock.advance(220);
    expect(sent).toEqual(['q a']);
    expect([...(announcer.told(digest) ?? [])]).toEqual(['q']);
  });

  test('sends what it announced to each that it told, once, and nothing else', async () => {
    const { clock, tell, message, sent, announcer } = setUp();
    const a = tell('a', ['p', 'q']);
    await clock.settle();
    const { digest: b } = message('b');
    expect(announcer.handleFetch('p', [a, b])).toEqual([a]);
    expect(announcer.handleFetch('p', [a])).toEqual([]);
    expect(announcer.handleFetch('stranger', [a])).toEqual([]);
    announcer.peerGone('q');
    expect(announcer.handleFetch('q', [a])).toEqual([]);
    expect(sent.slice(2)).toEqual(['p a.', 'p !b', 'p !a', 'stranger !a', 'q !a']);
    expect(announcer.stats()).toMatchObject({ announced: 2, served: 1, notServed: 4 });
  });

  test('counts what it saved: messages not sent, less their announcements and what was fetched', async () => {
    const { clock, tell, frames, announcer } = setUp();
    const a = tell('a', ['p', 'q', 'r'], { bytes: 10_000 });
    await clock.settle();
    const announcements = frames.reduce((sum, { wireBytes }) => sum + wireBytes, 0);
    expect(announcer.stats().savedBytes).toBe(3 * 10_012 - announcements);
    announcer.handleFetch('p', [a]);
    expect(announcer.stats().savedBytes).toBe(2 * 10_012 - announcements);
  });

  describe('to a peer that has fetched three in a row', () => {
    async function setUpFetched(urgent = true) {
      const all = setUp();
      const { clock, tell, announcer, sent } = all;
      for (const name of ['a', 'b', 'c']) {
        const digest = tell(name, ['p', 'q'], { urgent });
        await clock.advance(1_000);
        announcer.handleFetch('p', [digest]);
      }
      sent.length = 0;
      return all;
    }

    test('sends the next along with its announcement, in the same turn, and tells the others', async () => {
      const { tell, sent, clock } = await setUpFetched();
      tell('d', ['p', 'q', 'r']);
      // The announcement's lane is the higher one: it is the first on the wire.
      expect(sent).toEqual(['p d.', 'p d', 'q d', 'r d']);
      await clock.advance(1_000);
      expect(sent.length).toBe(4);
    });

    test('takes its fetch as answered: a second one is Missing', async () => {
      const { tell, sent, announcer } = await setUpFetched();
      const d = tell('d', ['p', 'q']);
      sent.length = 0;
      expect([...(announcer.told(d) ?? [])]).toEqual(['p', 'q']);
      expect(announcer.handleFetch('p', [d])).toEqual([d]);
      expect(sent).toEqual([]);
      expect([...(announcer.told(d) ?? [])]).toEqual(['q']);
      expect(announcer.handleFetch('p', [d])).toEqual([]);
      expect(announcer.handleFetch('q', [d])).toEqual([d]);
      expect(sent).toEqual(['p !d', 'q d.']);
    });

    test('sends no other so, unless it has fetched that one, too', async () => {
      const { tell, sent, clock } = await setUpFetched();
      tell('d', ['p']);
      await clock.advance(1_000);
      tell('e', ['p']);
      await clock.settle();
      expect(sent).toEqual(['p d.', 'p d', 'p e']);
    });

    test('sends one a round, so that announcements keep to their rate', async () => {
      const { tell, sent, clock, announcer } = await setUpFetched();
      announcer.handleFetch('p', [tell('d', ['p'])]);
      tell('e', ['p']);
      tell('g', ['p']);
      await clock.advance(1_000);
      expect(sent).toEqual(['p d.', 'p d', 'p e g']);
    });

    test('does not count what it sent as saved', async () => {
      const { tell, frames, announcer } = await setUpFetched();
      const before = announcer.stats().savedBytes;
      const count = frames.length;
      const d = tell('d', ['p', 'q'], { bytes: 10_000 });
      announcer.handleFetch('p', [d]);
      const announcements = frames.slice(count).filter(({ type }) => type === Announce.type);
      expect(announcer.stats().savedBytes - before).toBe(10_012 - 2 * announcements[0]!.wireBytes);
    });

    test.each([
      ['that came from elsewhere', true, { from: 'g' }],
      ['that is not urgent', true, { urgent: false }],
      ['after three that were not urgent', false, {}],
    ])('announces one %s', async (_what, urgent, options) => {
      const { tell, sent, clock } = await setUpFetched(urgent);
      tell('d', ['p'], options);
      await clock.advance(1_000);
      expect(sent).toEqual(['p d']);
    });

    test('announces the next after it was gone', async () => {
      const { tell, sent, clock, announcer } = await setUpFetched();
      const d = tell('d', ['p']);
      announcer.peerGone('p');
      announcer.handleFetch('p', [d]);
      tell('e', ['p']);
      await clock.advance(1_000);
      expect(sent).toEqual(['p d.', 'p d', 'p !d', 'p e']);
    });
  });

  test.each<[string, Partial<GossipLimits>, number]>([
    ['count', { keptMessages: 10 }, 10],
    ['bytes', { keptBytes: 5_100 }, 5],
    ['age', { keptMs: 1_000 }, 1],
  ])('keeps what it announced within a bound of %s, and forgets the oldest', async (_what, limits, kept) => {
    const { clock, tell, announcer } = setUp(limits);
    const digests: string[] = [];
    for (let index = 0; index < 50; index++) {
      digests.push(tell(String.fromCharCode(65 + index), ['p']));
      await clock.advance(1_000);
    }
    expect(announcer.stats()).toMatchObject({ keptMessages: kept, keptBytes: kept * 1_012 });
    expect(announcer.handleFetch('p', digests.slice(0, 50 - kept))).toEqual([]);
    const left = announcer.handleFetch('p', digests);
    // What is old is forgotten when it is asked for, at the latest.
    expect(left).toEqual('keptMs' in limits ? [] : digests.slice(-kept));
  });

  test('a short message keeps no more than its own bytes in memory', async () => {
    const { clock, tell, frames, announcer } = setUp();
    const a = tell('a', ['p'], { bytes: 100 });
    await clock.settle();
    announcer.handleFetch('p', [a]);
    expect(frames.at(-1)?.slab.length).toBe(112);
  });

  test('sends at most 128 announcements in a message, and stops', async () => {
    const { clock, tell, frames, announcer } = setUp();
    for (let index = 0; index < 300; index++)
      tell(String.fromCharCode(200 + index), ['p'], { bytes: 100 + index });
    await clock.settle();
    expect(frames.map((frame) => Announce.decode(payloadOf(frame)).announcements.length)).toEqual([
      128, 128, 44,
    ]);
    tell('a', ['p'], { urgent: false });
    announcer.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('someOf', () => {
  test.each([
    [5, -1, 0],
    [5, 0, 0],
    [5, 3, 3],
    [5, 9, 5],
    [0, 2, 0],
  ])('of %i chooses at most %i', (length, count, expected) => {
    const list = Array.from({ length }, (_, index) => index);
    const chosen = someOf(list, count, new SeededRandom());
    expect(new Set(chosen).size).toBe(expected);
    expect(chosen.every((each) => list.includes(each))).toBe(true);
  });

  test('chooses each as often as any other', () => {
    const random = new SeededRandom(3);
    const times = [0, 0, 0, 0, 0, 0];
    for (let round = 0; round < 6_000; round++)
      for (const each of someOf([0, 1, 2, 3, 4, 5], 2, random)) times[each]!++;
    for (const count of times) expect(Math.abs(count - 2_000)).toBeLessThan(150);
  });
});

test.each([
  [{ fanout: 0 }, 'gossip.fanout must be at least 1'],
  [{ directPeers: -1 }, 'gossip.directPeers must be at least 0'],
  [{ announceBytes: NaN }, 'gossip.announceBytes must be at least 1'],
  [{ announce: 1 as never }, 'gossip.announce must be a boolean'],
  [{ fanOut: 3 } as never, 'gossip.fanOut is no limit of gossip'],
])('limits %j are refused: %s', (limits, problem) => {
  expect(() => resolveGossip(limits)).toThrow(problem);
});

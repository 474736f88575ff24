import { describe, expect, test } from 'vitest';
import { Fetch } from '../../generated/framewright/gossip.js';
import { Fetcher } from '../../src/node/fetcher.js';
import { GOSSIP_DEFAULTS } from '../../src/node/gossip-limits.js';
import { digestOf, digestText } from '../../src/node/message-digest.js';
import { VirtualClock } from '../../src/testing/index.js';
import { payloadOf, type Frame } from '../../src/wire/frame.js';

const KIB = 1024;
const digest = (name: string | number) => digestOf(512, new TextEncoder().encode(String(name)));
const [A, B, C] = [digest('a'), digest('b'), digest('c')];

/** Whom it asked for what, and whom it reported. */
function setUp(unreachable: readonly string[] = []) {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const reported: string[] = [];
  const names = new Map([A, B, C].map((each, index) => [each, 'ABC'[index]!]));
  const links = {
    send(peer: string, frame: Frame) {
      const { digests } = Fetch.decode(payloadOf(frame));
      asked.push(`${peer}:${digests.map((each) => names.get(digestText(each)) ?? '?').join('')}`);
      return !unreachable.includes(peer);
    },
    report: (peer: string, problem: string, kind: string) =>
      void reported.push(`${peer} ${kind}: ${problem}`),
  };
  return { clock, asked, reported, fetcher: new Fetcher(clock, links, GOSSIP_DEFAULTS) };
}

describe('Fetcher', () => {
  test('asks the first announcer, in one message for all of a turn, and nobody else meanwhile', async () => {
    const { fetcher, clock, asked } = setUp();
    fetcher.announced('p', A, KIB, false);
    fetcher.announced('p', B, KIB, false);
    fetcher.announced('q', A, KIB, false);
    fetcher.announced('p', A, KIB, false);
    await clock.advance(1_000);
    expect(asked).toEqual(['p:AB']);
    expect(fetcher.stats()).toMatchObject({ wanted: 3, asked: 2, awaited: 2 });
  });

  test('asks at once where the turn need not end, and only once', async () => {
    const { fetcher, clock, asked } = setUp();
    fetcher.askNow();
    fetcher.announced('p', A, KIB, false);
    fetcher.announced('q', B, KIB, false);
    fetcher.askNow();
    expect(asked).toEqual(['p:A', 'q:B']);
    fetcher.announced('p', C, KIB, false);
    await clock.advance(100);
    expect(asked).toEqual(['p:A', 'q:B', 'p:C']);
  });

  type Rig = ReturnType<typeof setUp>;
  test.each<[string, (rig: Rig) => void | Promise<unknown>, number]>([
    ['does not answer in time', ({ clock }) => clock.advance(2_100), 1],
    ['says that it is missing', ({ fetcher }) => fetcher.handleMissing('p', [A]), 1],
    ['is gone', ({ fetcher }) => fetcher.peerGone('p'), 0],
  ])('asks the next announcer when the first %s', async (_why, happen, unanswered) => {
    const rig = setUp();
    rig.fetcher.announced('p', A, KIB, false);
    rig.fetcher.announced('q', A, KIB, false);
    await rig.clock.advance(10);
    await happen(rig);
    await rig.clock.advance(10);
    expect(rig.asked).toEqual(['p:A', 'q:A']);
    expect(rig.fetcher.stats()).toMatchObject({ unanswered, awaited: 1 });
    await rig.clock.advance(10_000);
    expect(rig.fetcher.stats().awaited).toBe(0);
    expect(rig.clock.pendingTimers).toBe(0);
  });

  test('waits longer for more bytes, but not for bytes that another denies', async () => {
    const { fetcher, clock, asked } = setUp();
    fetcher.announced('p', A, 4 * KIB * KIB, false);
    await clock.advance(5_000);
    fetcher.announced('q', A, KIB, false);
    await clock.advance(1_900);
    expect(asked).toEqual(['p:A']);
    await clock.advance(200);
    expect(asked).toEqual(['p:A', 'q:A']);
  });

  test('asks nobody for what has come, from whomever, and tells who has announced it once that is settled', async () => {
    const { fetcher, clock, asked, reported } = setUp();
    fetcher.announced('p', A, KIB, false);
    fetcher.announced('q', A, KIB, false);
    fetcher.announced('p', B, KIB, false);
    await clock.advance(10);
    fetcher.arrived('p', A, KIB);
    fetcher.arrived('r', B, KIB);
    expect(fetcher.settled(A)).toEqual(['p', 'q']);
    expect(fetcher.settled(B)).toEqual(['p']);
    await clock.advance(60_000);
    expect(asked).toEqual(['p:AB']);
    expect(reported).toEqual([]);
    expect(fetcher.stats()).toMatchObject({ fetched: 1, unanswered: 0, awaited: 0 });
  });

  test('asks for nothing while a copy is judged; for another copy a while after it could not be', async () => {
    const { fetcher, clock, asked } = setUp();
    fetcher.announced('q', A, KIB, true);
    await clock.advance(10_000);
    expect(asked).toEqual([]);
    fetcher.postponed(A, 'p');
    await clock.advance(1_900);
    expect(asked).toEqual([]);
    await clock.advance(200);
    expect(asked).toEqual(['q:A']);
    fetcher.arrived('q', A, KIB);
    fetcher.postponed(A, 'q');
    expect(fetcher.stats().awaited).toBe(0);
  });

  test('reports who announced another size', async () => {
    const { fetcher, clock, reported } = setUp();
    fetcher.announced('liar', A, 10 * KIB, false);
    fetcher.announced('honest', A, KIB, false);
    await clock.advance(10);
    fetcher.arrived('liar', A, KIB);
    expect(reported).toEqual([`liar announce: announced ${10 * KIB} bytes of a message of ${KIB}`]);
    expect(fetcher.settled(A)).toEqual(['honest']);
  });

  test('asks who keeps promises before who does not, and reports 32 broken in a row', async () => {
    const { fetcher, clock, asked, reported } = setUp();
    for (let index = 0; index < 31; index++) fetcher.announced('liar', digest(index), 10, false);
    await clock.advance(3_000);
    expect(reported).toEqual([]);
    // Of two announcers the one that has kept its promises, though it came later.
    fetcher.announced('liar', A, KIB, true);
    fetcher.announced('honest', A, KIB, true);
    fetcher.postponed(A, 'nobody');
    await clock.advance(2_100);
    expect(asked.at(-1)).toBe('honest:A');
    fetcher.announced('liar', B, KIB, false);
    await clock.advance(3_000);
    expect(reported).toEqual(['liar announce: 32 announced messages in a row did not come']);
  });

  test('a promise kept forgives those before', async () => {
    const { fetcher, clock, reported } = setUp();
    for (let index = 0; index < 100; index++) {
      fetcher.announced('p', digest(index), 10, false);
      await clock.advance(index % 10 === 0 ? 10 : 3_000);
      if (index % 10 !== 0) continue;
      fetcher.arrived('p', digest(index), 10);
      fetcher.settled(digest(index));
    }
    expect(fetcher.stats()).toMatchObject({ fetched: 10, unanswered: 90 });
    expect(reported).toEqual([]);
  });

  test('takes 512 open announcements of a peer and asks for 64 at a time, or 1 MiB; others have their own room', async () => {
    const { fetcher, clock } = setUp();
    for (let index = 0; index < 10_000; index++) fetcher.announced('flood', digest(index), 10, false);
    expect(fetcher.stats()).toMatchObject({
      wanted: 512,
      asked: 64,
      droppedAnnouncements: 9_488,
      awaited: 512,
    });
    for (let index = 0; index < 10; index++)
      fetcher.announced('p', digest(`large ${index}`), KIB * KIB, false);
    expect(fetcher.stats()).toMatchObject({ asked: 65, awaited: 522 });
    // A place that is free is used for the next.
    fetcher.arrived('p', digest('large 0'), KIB * KIB);
    expect(fetcher.stats().asked).toBe(66);
    fetcher.settled(digest('large 0'));
    await clock.advance(120_000);
    expect(fetcher.stats()).toMatchObject({ asked: 512 + 10, awaited: 0 });
  });

  test('a peer that cannot be asked is as one that does not answer; stopping leaves no timer', async () => {
    const { fetcher, clock, asked } = setUp(['p']);
    fetcher.announced('p', A, KIB, false);
    fetcher.announced('q', A, KIB, false);
    await clock.advance(2_100);
    expect(asked).toEqual(['p:A', 'q:A']);
    fetcher.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});

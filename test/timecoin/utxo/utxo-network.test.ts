import { afterEach, describe, expect, it } from 'vitest';
import {
  GetUTXOSet,
  GetUTXOStateHash,
  Subscribe,
  Unsubscribe,
  UTXOStateNotification,
  UTXOStateQuery,
} from '../../../generated/timecoin/utxo.js';
import { type OutPoint, type Transaction, UTXO } from '../../../generated/timecoin/types.js';
import { ErrorCode } from '../../../src/wire/codes.js';
import { hex, sha256 } from '../../../src/timecoin/hash.js';
import type { TimeNodeOptions } from '../../../src/timecoin/options.js';
import type { TimeNode } from '../../../src/timecoin/time-node.js';
import { outputKey, txid } from '../../../src/timecoin/transactions/transaction.js';
import type { UtxoNews } from '../../../src/timecoin/utxo/utxo-follower.js';
import { sampleBlocks, sampleTransaction } from '../samples.js';
import { unspentAfter } from '../spending-blocks.js';
import { World } from '../world.js';

let world: World;
afterEach(async () => {
  await world.stop(...world.nodes);
});

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Pays to each address; what it spends is of no chain. */
function paying(n: number, ...addresses: string[]): Transaction {
  const outputs = addresses.map((address) => ({ value: BigInt(n), scriptPubkey: text(address) }));
  return sampleTransaction(n, { outputs });
}

function spending(points: readonly OutPoint[], change: Partial<Transaction> = {}): Transaction {
  const inputs = points.map((previousOutput) => ({
    previousOutput,
    scriptSig: new Uint8Array(),
    sequence: 1,
  }));
  return sampleTransaction(0, { inputs, ...change });
}

const pointsOf = (transaction: Transaction): OutPoint[] =>
  transaction.outputs.map((_, vout) => ({ txid: txid(transaction), vout }));

/** "vout state" of each, where the outputs are one transaction's. */
const short = (news: readonly UtxoNews[]): string[] =>
  news.map(({ outpoint, state }) => `${outpoint.vout} ${state.case}`);

/** Two connected nodes, of which the first holds a block with `transactions`. */
function pair(...transactions: Transaction[]): Promise<[TimeNode, TimeNode]> {
  return pairOf({}, ...transactions);
}

async function pairOf(
  options: Partial<TimeNodeOptions>,
  ...transactions: Transaction[]
): Promise<[TimeNode, TimeNode]> {
  world = new World();
  const a = await world.add('a', []);
  const b = await world.add('b', ['a'], options);
  await world.advance(1_000);
  if (transactions.length > 0) await world.make(a, transactions);
  await world.advance(100);
  return [a, b];
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const digest = (utxo: UTXO): string => hex(sha256(UTXO.encode(utxo)));

const until = <T>(promise: Promise<T>): Promise<T> => world.runtime.clock.runUntil(promise);

describe('UTXOStateQuery', () => {
  it('answers in the order asked, without what is unknown, in every state', async () => {
    const made = paying(1, 'x', 'y', 'z', 'v', 'w');
    const points = pointsOf(made);
    const [a, b] = await pair(made);
    const spent = spending([points[0]!]);
    await world.make(a, [spent]);
    const pending = [1, 2, 3].map((n) => spending([points[n]!], { lockTime: n }));
    for (const each of pending) await a.submit(each);
    const keys = pending.map((each) => hex(txid(each)));
    for (const key of keys.slice(1)) a.spendings.votesCounted(key, 1, 3);
    a.spendings.finalized(keys[2]!, 3);
    const unknown = { txid: new Uint8Array(32).fill(9), vout: 0 };
    const outpoints = [unknown, ...points.toReversed(), { txid: points[0]!.txid, vout: 5 }];
    const { states } = await until(b.node.request(a.node.id, UTXOStateQuery, { outpoints }));
    expect(states.map(({ outpoint }) => outpoint)).toEqual(points.toReversed());
    const now = world.runtime.clock.wallTime() / 1000;
    const [x, y, z] = pending.map(txid);
    expect(states.map(({ state }) => state?.state)).toEqual([
      { case: 'unspent', value: {} },
      { case: 'spentFinalized', value: { txid: z, votes: 3, finalizedAt: Math.floor(now) } },
      { case: 'spentPending', value: { txid: y, votes: 1, totalNodes: 3, spentAt: Math.floor(now) } },
      { case: 'locked', value: { txid: x, lockedAt: Math.floor(now) } },
      {
        case: 'confirmed',
        value: { txid: txid(spent), blockHeight: 2, confirmedAt: a.chain.tip.timestamp },
      },
    ]);
  });

  it('knows an output that no block made once a block spends it', async () => {
    const [a, b] = await pair(sampleTransaction(4));
    const outpoints = sampleTransaction(4).inputs.map(({ previousOutput }) => previousOutput!);
    const { states } = await until(b.node.request(a.node.id, UTXOStateQuery, { outpoints }));
    expect(states.map(({ state }) => state?.state?.case)).toEqual(['confirmed']);
  });
});

describe.each([
  ['GetUTXOSet', false],
  ['StreamUTXOSet', true],
])('%s', (_name, isStreamed) => {
  /** Blocks with so many outputs that a set needs pages of 1 MiB. */
  async function large(): Promise<[TimeNode, TimeNode, UTXO[]]> {
    const [a, b] = await pairOf({ streams: isStreamed });
    for (let n = 1; n <= 3; n++) {
      const outputs = Array.from({ length: 8 }, (_, i) => ({
        value: BigInt(i),
        scriptPubkey: new Uint8Array(60_000).fill(i),
      }));
      await world.make(a, [sampleTransaction(n, { outputs })]);
    }
    await world.advance(2_000);
    const blocks = await Promise.all([0, 1, 2, 3].map((height) => a.chain.blockAt(height)));
    return [a, b, unspentAfter(blocks.map((block) => block!)).utxos];
  }

  it('hands out a set larger than a page in order', async () => {
    const [a, b, expected] = await large();
    const pages = await until(collected(b.utxoSet(a.node.id)));
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.map(({ complete }) => complete)).toEqual([...pages.slice(1).map(() => false), true]);
    expect(pages.flatMap(({ utxos }) => utxos).map(digest)).toEqual(expected.map(digest));
    for (const { utxos, height } of pages) {
      expect(height).toBe(3);
      expect(utxos.reduce((sum, { scriptPubkey }) => sum + scriptPubkey.length, 0)).toBeLessThan(2 ** 20);
    }
  });

  it('begins again when the chain goes on between two pages', async () => {
    const [a, b] = await large();
    const pages = b.utxoSet(a.node.id);
    const first = await until(pages.next());
    await world.make(a, [paying(9, 'late')]);
    await world.advance(1_000);
    const rest = await until(collected(pages));
    expect(first.value?.height).toBe(3);
    // A stream is some pages ahead of its reader.
    const again = rest.slice(rest.findIndex(({ height }) => height > 3));
    expect(rest.length - again.length).toBeLessThan(isStreamed ? 6 : 1);
    expect(new Set(again.map(({ height }) => height))).toEqual(new Set([4]));
    expect(again.flatMap(({ utxos }) => utxos)).toHaveLength(1 + 24 + 1);
    expect(again.at(-1)?.complete).toBe(true);
  });

  it('gives up when the set changes whenever it is read', async () => {
    const [a, b] = await large();
    const reading = (async () => {
      let n = 10;
      for await (const { complete } of b.utxoSet(a.node.id))
        if (!complete) await world.make(a, [paying(n++, 'late')]);
    })();
    await expect(until(reading)).rejects.toMatchObject({ name: 'UtxoError', code: 'UNSTABLE' });
  });

  it.each([
    ['of another block', (hash: Uint8Array) => hash.map((byte) => byte ^ 1), ErrorCode.REFUSED],
    ['of this block', (hash: Uint8Array) => hash, undefined],
  ])('answers who goes on in the set %s', async (_, change, code) => {
    const [a, b] = await pair(paying(1, 'x'));
    const blockHash = change(a.chain.tip.hash);
    const answer = until(b.node.request(a.node.id, GetUTXOSet, { blockHash }));
    if (code === undefined) expect((await answer).utxos).toHaveLength(2);
    else await expect(answer).rejects.toMatchObject({ name: 'RequestError', code });
  });

  it('stops before the largest message that the requester takes', async () => {
    const [a] = await large();
    const small = await world.add('small', ['a'], { limits: { largestMessageBytes: 200_000 } });
    await world.advance(1_000);
    const pages = await until(collected(small.utxoSet(a.node.id)));
    expect(pages.length).toBeGreaterThan(7);
    expect(pages.flatMap(({ utxos }) => utxos)).toHaveLength(25);
  });
});

describe('GetUTXOStateHash', () => {
  it('is the hash that anyone computes from the set', async () => {
    const [a, b] = await pair(paying(1, 'x', 'y'));
    const blocks = await Promise.all([0, 1].map((height) => a.chain.blockAt(height)));
    const { utxos, hash } = unspentAfter(blocks.map((block) => block!));
    const answer = await until(b.node.request(a.node.id, GetUTXOStateHash, {}));
    expect([hex(answer.hash), answer.height, answer.utxoCount]).toEqual([hash, 1, utxos.length]);
  });
});

describe('subscriptions', () => {
  it('tell of an output from the lock to the block, and after', async () => {
    const made = paying(1, 'TIMEx', 'TIMEy');
    const points = pointsOf(made);
    const [a, b] = await pair(made);
    const news: UtxoNews[] = [];
    b.subscribeUtxos(a.node.id, { outpoints: [points[0]!] }, (each) => news.push(each));
    await world.advance(100);
    const spender = spending(points);
    const key = hex(txid(spender));
    await a.submit(spender);
    await world.advance(100);
    a.spendings.votesCounted(key, 1, 2);
    a.spendings.finalized(key, 2);
    await world.make(a, [spender]);
    await world.advance(100);
    expect(short(news)).toEqual(['0 locked', '0 spentPending', '0 spentFinalized', '0 confirmed']);
    expect(news[0]).toMatchObject({
      peer: a.node.id,
      outpoint: points[0],
      state: { value: { txid: txid(spender) } },
    });
    expect(b.status().utxos.ignoredNotifications).toBe(0);
    expect(a.status().utxos.subscriptions).toMatchObject({ subscriptions: 1, followed: 1, notified: 4 });
  });

  it('tell by address what is paid to it and what becomes of it', async () => {
    const [a, b] = await pair();
    const news: UtxoNews[] = [];
    b.subscribeUtxos(a.node.id, { addresses: ['TIMEx'] }, (each) => news.push(each));
    await world.advance(100);
    const made = paying(1, 'TIMEother', 'TIMEx');
    await world.make(a, [made]);
    await world.advance(100);
    const spender = spending(pointsOf(made));
    await a.submit(spender);
    await world.advance(100);
    a.mempool.drop(hex(txid(spender)));
    await world.advance(100);
    await world.make(a, [spending(pointsOf(made), { lockTime: 1 })]);
    await world.advance(100);
    expect(short(news)).toEqual(['1 unspent', '1 locked', '1 unspent', '1 confirmed']);
  });

  it('tell of a block that another branch undoes, with the transaction pending again', async () => {
    const made = paying(1, 'TIMEx');
    const [a, b] = await pair(made);
    const fork = (await a.chain.blockAt(1))!;
    const news: UtxoNews[] = [];
    b.subscribeUtxos(a.node.id, { addresses: ['TIMEx'] }, (each) => news.push(each));
    await world.advance(100);
    const spender = spending(pointsOf(made));
    await world.make(a, [spender]);
    await world.advance(100);
    for (const block of sampleBlocks(2, { from: fork })) await a.chain.append(block);
    await world.advance(1_000);
    expect(short(news)).toEqual(['0 confirmed', '0 unspent', '0 locked']);
    expect(a.spendings.stateOf(outputKey(pointsOf(made)[0]!))?.case).toBe('locked');
  });

  it('tell the subscriber alone, and once of what address and output both match', async () => {
    const made = paying(1, 'TIMEx');
    const [a, b] = await pair(made);
    const c = await world.add('c', ['a']);
    await world.advance(1_000);
    b.node.send(a.node.id, Subscribe, { id: '1', addresses: ['TIMEx'], outpoints: pointsOf(made) });
    b.node.send(a.node.id, Subscribe, { id: '2', addresses: ['TIMEx'], outpoints: [] });
    await world.advance(100);
    await a.submit(spending(pointsOf(made)));
    await world.advance(100);
    expect(a.status().utxos.subscriptions).toMatchObject({ subscriptions: 2, notified: 1 });
    // Nobody on these nodes asked by subscribeUtxos.
    expect([b, c].map((node) => node.status().utxos.ignoredNotifications)).toEqual([1, 0]);
  });

  it('reach every subscriber, and end with the connection', async () => {
    const made = paying(1, 'TIMEx');
    const [a, b] = await pair(made);
    const others: TimeNode[] = [];
    for (const name of ['c', 'd', 'e']) others.push(await world.add(name, ['a']));
    await world.advance(1_000);
    const heard: string[] = [];
    for (const [n, node] of [b, ...others].entries())
      node.subscribeUtxos(a.node.id, { addresses: ['TIMEx'] }, () => heard.push(String(n)));
    await world.advance(100);
    await a.submit(spending(pointsOf(made)));
    await world.advance(100);
    expect(heard.toSorted()).toEqual(['0', '1', '2', '3']);
    await world.stop(b);
    await world.advance(1_000);
    expect(a.status().utxos.subscriptions).toMatchObject({ subscriptions: 3, ended: 0 });
  });

  it('are made again when the peer is connected again, and not once they are ended', async () => {
    const made = paying(1, 'TIMEx', 'TIMEy');
    const [a, b] = await pair(made);
    const heard: string[] = [];
    b.subscribeUtxos(a.node.id, { addresses: ['TIMEx'] }, () => heard.push('x'));
    const end = b.subscribeUtxos(a.node.id, { addresses: ['TIMEy'] }, () => heard.push('y'));
    await world.advance(100);
    for (const connection of b.node.connections) connection.destroy();
    await world.advance(20_000);
    expect(a.status().utxos.subscriptions.subscriptions).toBe(2);
    const spender = spending(pointsOf(made));
    await a.submit(spender);
    await world.advance(100);
    expect(heard).toEqual(['x', 'y']);
    end();
    end();
    await world.advance(100);
    expect(a.status().utxos.subscriptions.subscriptions).toBe(1);
    a.mempool.drop(hex(txid(spender)));
    await world.advance(100);
    expect(heard).toEqual(['x', 'y', 'x']);
  });

  it('wait for a peer that is not connected yet', async () => {
    const [a] = await pair();
    const late = await world.add('late', []);
    const heard: unknown[] = [];
    late.subscribeUtxos(a.node.id, { addresses: ['TIMEx'] }, (news) => heard.push(news));
    late.node.dial('memory:a');
    await world.advance(2_000);
    await world.make(a, [paying(1, 'TIMEx')]);
    await world.advance(100);
    expect(heard).toHaveLength(1);
  });

  it('keep within the rate of the schema, and one that ends while it waits is never made', async () => {
    const [a, b] = await pair();
    const ends = Array.from({ length: 14 }, (_, n) =>
      b.subscribeUtxos(a.node.id, { addresses: [`TIME${n}`] }, () => {}),
    );
    await world.advance(1_000);
    const count = (): number => a.status().utxos.subscriptions.subscriptions;
    expect(count()).toBe(10);
    ends[12]!();
    await world.advance(30_000);
    expect(count()).toBe(13);
    expect(a.node.connections[0]?.stats().violations).toBe(0);
  });

  it('to nothing and beyond what a peer takes are refused by the node itself', async () => {
    const [a, b] = await pair();
    const follow = (interest: object): (() => void) => b.subscribeUtxos(a.node.id, interest, () => {});
    expect(() => follow({})).toThrowError(expect.objectContaining({ name: 'UtxoError', code: 'NOTHING' }));
    for (let n = 0; n < 16; n++) follow({ addresses: [`TIME${n}`] });
    expect(() => follow({ addresses: ['TIMEx'] })).toThrowError(
      expect.objectContaining({ name: 'UtxoError', code: 'FULL' }),
    );
  });

  it('beyond the limits are dropped, counted and logged once a peer', async () => {
    world = new World();
    const lines: string[] = [];
    const log = {
      debug: () => {},
      info: () => {},
      error: () => {},
      warn: (event: string) => void lines.push(event),
    };
    const a = await world.add('a', [], { log });
    const b = await world.add('b', ['a']);
    await world.advance(1_000);
    for (let n = 0; n < 9; n++) {
      const addresses = Array.from({ length: 1_000 }, (_, i) => `TIME${n}-${i}`);
      b.node.send(a.node.id, Subscribe, { id: String(n), addresses, outpoints: [] });
    }
    await world.advance(5_000);
    expect(a.status().utxos.subscriptions).toMatchObject({ subscriptions: 4, followed: 4_000, refused: 5 });
    expect(lines).toEqual(['subscription beyond the limits']);
    b.node.send(a.node.id, Unsubscribe, { id: '2' });
    await world.advance(1_000);
    expect(a.status().utxos.subscriptions).toMatchObject({ subscriptions: 3, followed: 3_000 });
  });

  it('to nothing are a violation', async () => {
    const [a, b] = await pair();
    b.node.send(a.node.id, Subscribe, { id: '1', addresses: [], outpoints: [] });
    await world.advance(1_000);
    expect(a.status().utxos.subscriptions).toMatchObject({ subscriptions: 0, refused: 1 });
    expect(a.node.connections[0]?.stats().violations).toBe(1);
  });

  it('of a peer that takes notifications too slowly are ended, and cost no memory', async () => {
    const made = paying(1, ...Array.from({ length: 600 }, () => 'TIMEx'));
    world = new World();
    const a = await world.add('a', [], { limits: { highWaterBytes: 32_768, lowWaterBytes: 1_024 } });
    const b = await world.add('b', ['a']);
    await world.advance(1_000);
    b.subscribeUtxos(a.node.id, { addresses: ['TIMEx'] }, () => {});
    await world.advance(100);
    await world.make(a, [made]);
    await world.advance(1_000);
    const { subscriptions, followed, notified, ended } = a.status().utxos.subscriptions;
    expect([subscriptions, followed, ended]).toEqual([0, 0, 1]);
    expect(notified).toBeGreaterThan(100);
    expect(notified).toBeLessThan(600);
  });
});

describe('notifications', () => {
  it('that nobody asked for are counted and ignored', async () => {
    const [a, b] = await pair();
    const heard: unknown[] = [];
    b.subscribeUtxos(a.node.id, { outpoints: [{ txid: new Uint8Array(32), vout: 1 }] }, (news) =>
      heard.push(news),
    );
    await world.advance(100);
    const state = { state: { case: 'unspent' as const, value: {} } };
    const outpoint = { txid: new Uint8Array(32), vout: 2 };
    a.node.send(b.node.id, UTXOStateNotification, { outpoint, newState: state, timestamp: 1 });
    a.node.send(b.node.id, UTXOStateNotification, { outpoint: undefined, newState: undefined, timestamp: 1 });
    b.node.send(a.node.id, UTXOStateNotification, { outpoint, newState: state, timestamp: 1 });
    await world.advance(100);
    expect([a, b].map((node) => node.status().utxos.ignoredNotifications)).toEqual([1, 2]);
    expect(heard).toEqual([]);
    expect(outputKey(outpoint)).toMatch(/:2$/);
  });
});

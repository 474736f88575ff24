import { afterEach, describe, expect, it } from 'vitest';
import { UTXOStateUpdate } from '../../../generated/timecoin/utxo.js';
import type { OutPoint, Transaction } from '../../../generated/timecoin/types.js';
import type { Codec } from '../../../src/codec/codec.js';
import { PeerError } from '../../../src/peer/errors.js';
import { payloadOf } from '../../../src/wire/frame.js';
import { hex } from '../../../src/timecoin/hash.js';
import type { TimeNodeOptions } from '../../../src/timecoin/options.js';
import type { TimeNode } from '../../../src/timecoin/time-node.js';
import { Mempool } from '../../../src/timecoin/transactions/mempool.js';
import { checkTransaction, outputKey, txid } from '../../../src/timecoin/transactions/transaction.js';
import { SpendingTracker } from '../../../src/timecoin/utxo/spending-tracker.js';
import { StateHints } from '../../../src/timecoin/utxo/state-hints.js';
import type { StateOfUtxo } from '../../../src/timecoin/utxo/utxo-states.js';
import { virtualRuntime } from '../../../src/testing/index.js';
import { openChain, sampleTransaction } from '../samples.js';
import { World } from '../world.js';

let world: World | undefined;
afterEach(async () => {
  await world?.stop(...world.nodes);
  world = undefined;
});

const pointOf = (transaction: Transaction): OutPoint => transaction.inputs[0]!.previousOutput!;

const stateOf = {
  unspent: () => ({ case: 'unspent', value: {} }),
  locked: (id: Uint8Array) => ({ case: 'locked', value: { txid: id, lockedAt: 1 } }),
  spentPending: (id: Uint8Array) => ({
    case: 'spentPending',
    value: { txid: id, votes: 1, totalNodes: 2, spentAt: 1 },
  }),
  spentFinalized: (id: Uint8Array) => ({
    case: 'spentFinalized',
    value: { txid: id, votes: 1, finalizedAt: 1 },
  }),
  confirmed: (id: Uint8Array) => ({ case: 'confirmed', value: { txid: id, blockHeight: 1, confirmedAt: 1 } }),
} satisfies Record<string, (id: Uint8Array) => StateOfUtxo>;

/** Two nodes; the second has transaction 1 pending, which the first has not heard of. */
async function apart(): Promise<[World, TimeNode, TimeNode]> {
  world = new World();
  const a = await world.add('a', []);
  const b = await world.add('b', ['a']);
  await world.advance(1_000);
  b.mempool.add(checkTransaction(sampleTransaction(1)));
  return [world, a, b];
}

async function tell(
  from: TimeNode,
  to: TimeNode,
  transaction: Transaction,
  name: keyof typeof stateOf,
): Promise<void> {
  const state = stateOf[name](txid(transaction));
  from.node.send(to.node.id, UTXOStateUpdate, { outpoint: pointOf(transaction), state: { state } });
  await world?.advance(200);
}

const first = sampleTransaction(1);
const rival = sampleTransaction(1, { lockTime: 9 });
const key = hex(txid(first));

describe('a received UTXOStateUpdate', () => {
  it.each(['locked', 'spentPending', 'spentFinalized'] as const)(
    'of a transaction that is not pending here brings it: %s',
    async (name) => {
      const [, a, b] = await apart();
      await tell(b, a, first, name);
      expect(a.mempool.has(key)).toBe(true);
      expect(a.status().utxos.hints).toMatchObject({ received: 1, illegal: 0, asked: 1 });
    },
  );

  it('asks the same peer once a minute at most', async () => {
    const [world, a, b] = await apart();
    for (let n = 2; n < 7; n++) await tell(b, a, sampleTransaction(n), 'locked');
    expect(a.status().utxos.hints).toMatchObject({ received: 5, asked: 1 });
    await world.advance(60_000);
    await tell(b, a, sampleTransaction(9), 'locked');
    expect(a.status().utxos.hints.asked).toBe(2);
  });

  it.each<
    [string, (world: World, a: TimeNode) => Promise<unknown>, Transaction, keyof typeof stateOf, object]
  >([
    ['agrees with what is pending', (_, a) => a.submit(first), first, 'locked', { asked: 0, illegal: 0 }],
    [
      'is ahead of what is pending',
      (_, a) => a.submit(first),
      first,
      'spentFinalized',
      { asked: 0, illegal: 0 },
    ],
    [
      'is of a rival of what is pending',
      (_, a) => a.submit(first),
      rival,
      'locked',
      { asked: 0, illegal: 1 },
    ],
    ['is behind a block', (w, a) => w.make(a, [first]), first, 'locked', { asked: 0, illegal: 0 }],
    ['contradicts a block', (w, a) => w.make(a, [first]), rival, 'spentFinalized', { asked: 0, illegal: 1 }],
    ['says that nothing spends it', (_, a) => a.submit(first), first, 'unspent', { asked: 0, illegal: 0 }],
    ['says that a block does', (_, a) => a.submit(first), rival, 'confirmed', { asked: 0, illegal: 0 }],
  ])('that %s changes nothing', async (_, before, told, name, expected) => {
    const [world, a, b] = await apart();
    await before(world, a);
    const had = a.mempool.size;
    await tell(b, a, told, name);
    expect(a.status().utxos.hints).toMatchObject({ received: 1, ...expected });
    expect(a.mempool.size).toBe(had);
  });

  it('without an output or a state is a violation', async () => {
    const [world, a, b] = await apart();
    b.node.send(a.node.id, UTXOStateUpdate, { outpoint: pointOf(first), state: undefined });
    await world.advance(200);
    expect(a.node.connections[0]?.stats().violations).toBe(1);
    expect(a.status().utxos.hints.received).toBe(0);
  });
});

describe('a sent UTXOStateUpdate', () => {
  async function bench(
    isMasternode: boolean,
  ): Promise<{ sent: string[]; mempool: Mempool; tracker: SpendingTracker; hints: StateHints }> {
    const { clock } = virtualRuntime();
    const mempool = new Mempool(clock);
    const chain = await openChain(clock);
    const tracker = new SpendingTracker(mempool, chain, clock);
    const sent: string[] = [];
    const send = (peer: string, frame: Parameters<TimeNode['node']['registry']['send']>[1]): boolean => {
      if (peer === 'gone') throw new PeerError('NOT_CONNECTED', 'gone');
      const { outpoint, state } = UTXOStateUpdate.decode(payloadOf(frame));
      sent.push(`${peer} ${outpoint?.vout} ${state?.state?.case}`);
      return true;
    };
    const hints = new StateHints(
      { handle: (codec: Codec<unknown>) => expect(codec.name).toBe('timecoin.UTXOStateUpdate') },
      { send },
      chain,
      tracker,
      mempool,
      { own: isMasternode ? {} : undefined, peers: () => ['m1', 'gone', 'm2'] },
      { fetchPending: () => Promise.resolve() },
      clock,
    );
    return { sent, mempool, tracker, hints };
  }

  it('goes to the masternodes among the peers when an output is locked or decided on', async () => {
    const { sent, mempool, tracker, hints } = await bench(true);
    mempool.add(checkTransaction(first));
    tracker.votesCounted(key, 1, 2);
    tracker.finalized(key, 2);
    mempool.drop(key);
    expect(sent).toEqual(['m1 1 locked', 'm2 1 locked', 'm1 1 spentFinalized', 'm2 1 spentFinalized']);
    expect(hints.stats().sent).toBe(4);
    hints.stop();
    mempool.add(checkTransaction(first));
    expect(sent).toHaveLength(4);
  });

  it('is not sent by a node that is no masternode', async () => {
    const { sent, mempool } = await bench(false);
    mempool.add(checkTransaction(first));
    expect(sent).toEqual([]);
  });

  it('goes both ways between masternodes, and all their transactions end up decided', async () => {
    world = new World();
    const own = (n: number): Partial<TimeNodeOptions> => ({
      masternode: { rewardAddress: `TIMEreward${n}`, key: new Uint8Array(32).fill(n) },
    });
    const a = await world.add('a', [], own(1));
    const b = await world.add('b', ['a'], own(2));
    const plain = await world.add('plain', ['a', 'b']);
    await world.advance(130_000);
    await plain.submit(first);
    await world.advance(5_000);
    const hints = [a, b, plain].map((node) => node.status().utxos.hints);
    expect(hints.map(({ sent }) => sent)).toEqual([2, 2, 0]);
    expect(hints.map(({ received }) => received)).toEqual([2, 2, 0]);
    expect(hints.map(({ illegal }) => illegal)).toEqual([0, 0, 0]);
    const states = [a, b, plain].map((node) => node.spendings.stateOf(outputKey(pointOf(first))));
    expect(states.map((state) => state?.case)).toEqual(Array(3).fill('spentFinalized'));
    expect([a, b, plain].map((node) => node.spendings.refused)).toEqual([0, 0, 0]);
  });
});

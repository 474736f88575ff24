import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalog } from '../../../generated/catalog.js';
import { MasternodeAnnouncement } from '../../../generated/timecoin/masternodes.js';
import { BlockCommit, BlockProposal, BlockVote } from '../../../generated/timecoin/production.js';
import {
  TransactionFinalized,
  TransactionRejected,
  TransactionVote,
  TransactionVoteRequest,
  type Vote,
} from '../../../generated/timecoin/transactions.js';
import type { Block } from '../../../generated/timecoin/types.js';
import type { Codec } from '../../../src/codec/codec.js';
import { Node } from '../../../src/node/node.js';
import { silentLog } from '../../../src/platform/log.js';
import { blockHash, makeBlock } from '../../../src/timecoin/chain/block.js';
import { signAnnouncement } from '../../../src/timecoin/masternodes/announcement.js';
import type { Carry } from '../../../src/timecoin/consensus/engine.js';
import { blockVoteStatement, proposalStatement, voteStatement } from '../../../src/timecoin/statements.js';
import type { TimeNode } from '../../../src/timecoin/time-node.js';
import { devnet } from '../samples.js';
import { World } from '../world.js';
import { keyOf, startNetwork } from './voters.js';

let world: World;
/** m0 and m1 are masternodes; the stranger is connected to the victim alone, and the victim to both. */
let victim: TimeNode;
let masternodes: TimeNode[];
let stranger: Node;
let problems: string[];
/** What the victim's engine says of proposals and of votes on blocks. */
let judge: () => Carry;
const violations = (): number => problems.length;

beforeEach(async () => {
  world = new World();
  masternodes = await startNetwork(world, 2, 0);
  problems = [];
  judge = () => true;
  const consensus = { onProposal: () => judge(), onBlockVote: () => judge() };
  const warn = (event: string, fields?: { readonly problem?: unknown }): void => {
    if (event === 'violation') problems.push(String(fields?.problem));
  };
  victim = await world.add('victim', ['m0', 'm1'], { log: { ...silentLog, warn }, consensus });
  stranger = new Node({
    network: 'test',
    magic: devnet.magic,
    catalog,
    peers: ['memory:victim'],
    transports: [world.network],
    runtime: world.runtime,
  });
  await stranger.start();
  await world.advance(200_000);
});
afterEach(async () => {
  await world.runtime.clock.runUntil(stranger.stop());
  await world.stop(...world.nodes);
});

async function send<T>(codec: Codec<T>, message: T): Promise<void> {
  if (codec.requiresAck) void stranger.deliver(victim.node.id, codec, message);
  else stranger.send(victim.node.id, codec, message);
  await world.advance(1_000);
}

const now = (): number => Math.floor(world.runtime.clock.wallTime() / 1000);
const txid = (n: number): Uint8Array => new Uint8Array(32).fill(n);

function vote(change: Partial<Omit<Vote, 'signature'>> = {}, key = keyOf(0)): Vote {
  const said = { txid: txid(1), voter: 'm0', approve: true, timestamp: now(), ...change };
  return { ...said, signature: key.sign(voteStatement(said)) };
}

function blockVote(change: Partial<Omit<BlockVote, 'signature'>> = {}, key = keyOf(0)): BlockVote {
  const said = { blockHash: txid(1), height: 1, voter: 'm0', approve: true, ...change };
  return { ...said, signature: key.sign(blockVoteStatement(said)) };
}

function nextBlock(change: { height?: number } = {}): Block {
  const { tip } = victim.chain;
  return makeBlock({ ...tip, height: (change.height ?? tip.height + 1) - 1 }, tip.timestamp + 1, []);
}

function proposal(block: Block, key = keyOf(0), proposer = 'm0', round = 0): BlockProposal {
  return {
    block,
    proposer,
    round,
    signature: key.sign(proposalStatement(blockHash(block.header!), proposer, round)),
  };
}

/** What was carried on to the masternodes. */
const relayed = (): number => victim.node.stats().gossip.relayed;

describe('Messages of consensus from a hostile peer', () => {
  it.each<[string, () => Promise<void>]>([
    ['a vote that the voter did not sign', () => send(TransactionVote, { vote: vote({}, keyOf(1)) })],
    ['a message without a vote', () => send(TransactionVote, { vote: undefined })],
    [
      'a vote whose content was changed',
      () => send(TransactionVote, { vote: { ...vote(), approve: false } }),
    ],
    [
      'a vote on a block signed for a transaction',
      () => send(BlockVote, { ...blockVote(), signature: vote().signature }),
    ],
    ['a vote on a block that the voter did not sign', () => send(BlockVote, blockVote({}, keyOf(1)))],
    ['a proposal without a block', () => send(BlockProposal, { ...proposal(nextBlock()), block: undefined })],
    ['a proposal that the proposer did not sign', () => send(BlockProposal, proposal(nextBlock(), keyOf(1)))],
    [
      'a proposal of a block that nobody may take',
      () =>
        send(BlockProposal, proposal({ ...nextBlock(), masternodeRewards: [{ address: '', amount: 1n }] })),
    ],
    [
      'a commit with a forged signature',
      () => {
        const { signature } = blockVote();
        const signatures = [
          { address: 'm0', signature },
          { address: 'm1', signature },
        ];
        return send(BlockCommit, { blockHash: txid(1), height: 1, signatures });
      },
    ],
  ])('%s is a violation, and goes no further', async (_, attack) => {
    const before = relayed();
    await attack();
    expect([violations(), relayed() - before]).toEqual([1, 0]);
    expect(victim.status().consensus).toMatchObject({ votes: 0, finalized: 0, rejected: 0 });
  });

  it.each<[string, () => Promise<void>]>([
    ['a vote of somebody unknown', () => send(TransactionVote, { vote: vote({ voter: 'nobody' }) })],
    ['a vote of next day', () => send(TransactionVote, { vote: vote({ timestamp: now() + 86_400 }) })],
    ['a vote of last week', () => send(TransactionVote, { vote: vote({ timestamp: now() - 7 * 86_400 }) })],
    ['a decision without votes', () => send(TransactionFinalized, { txid: txid(1), votes: 1_000 })],
    ['a rejection without votes', () => send(TransactionRejected, { txid: txid(1), reason: 'because' })],
    ['a vote on a block of a far height', () => send(BlockVote, blockVote({ height: 1_000 }))],
    ['a proposal of a far height', () => send(BlockProposal, proposal(nextBlock({ height: 1_000 })))],
    ['a proposal of a height that is past', () => send(BlockProposal, proposal(nextBlock({ height: 0 })))],
    ['a proposal of somebody unknown', () => send(BlockProposal, proposal(nextBlock(), keyOf(9), 'nobody'))],
    [
      'a commit without signatures',
      () => send(BlockCommit, { blockHash: txid(1), height: 1, signatures: [] }),
    ],
    ['a question about nothing', () => send(TransactionVoteRequest, { txid: txid(9) })],
  ])('%s is nobody’s fault, and goes no further', async (_, attack) => {
    const before = relayed();
    await attack();
    expect([violations(), relayed() - before]).toEqual([0, 0]);
    expect(victim.status().consensus).toEqual({ votes: 0, blockVotes: 0, finalized: 0, rejected: 0 });
  });

  it.each<[string, () => Promise<void>]>([
    ['a vote', () => send(TransactionVote, { vote: vote({}, keyOf(9)) })],
    ['a vote on a block', () => send(BlockVote, blockVote({}, keyOf(9)))],
    ['a proposal', () => send(BlockProposal, proposal(nextBlock(), keyOf(9)))],
    [
      'a commit',
      () => {
        const signatures = [{ address: 'm0', signature: blockVote({}, keyOf(9)).signature }];
        return send(BlockCommit, { blockHash: txid(1), height: 1, signatures });
      },
    ],
  ])('%s by another key that has announced the address is nobody’s fault', async (_, act) => {
    const said = { address: 'm0', rewardAddress: 'r', tier: 0, timestamp: now() } as const;
    await send(MasternodeAnnouncement, signAnnouncement(keyOf(9), said));
    const before = relayed();
    await act();
    expect([violations(), relayed() - before]).toEqual([0, 0]);
    expect(victim.status().consensus).toMatchObject({ votes: 0, blockVotes: 0 });
    await send(TransactionVote, { vote: vote() });
    expect(victim.status().consensus.votes).toBe(1);
  });

  it('a masternode that changes its mind is not heard, whoever carries it', async () => {
    await send(TransactionVote, { vote: vote() });
    await send(TransactionVote, { vote: vote({ approve: false }) });
    await send(TransactionVote, { vote: vote({ timestamp: now() - 5 }) });
    expect(violations()).toBe(0);
    for (const node of [victim, ...masternodes]) expect(node.status().consensus.votes).toBe(1);
  });

  it('duplicates under a commit count once, and a smaller commit does not keep out a larger one', async () => {
    const signed = [0, 1].map((n) => ({
      address: `m${n}`,
      signature: blockVote({ voter: `m${n}` }, keyOf(n)).signature,
    }));
    const commit = (signatures: typeof signed) =>
      send(BlockCommit, { blockHash: txid(1), height: 1, signatures });
    const before = relayed();
    await commit([signed[0]!, signed[0]!]);
    await commit([signed[0]!]);
    expect(relayed() - before).toBe(2);
    await commit([...signed, { address: 'nobody', signature: signed[0]!.signature }]);
    expect(relayed() - before).toBe(4);
    expect(violations()).toBe(0);
    for (const node of [victim, ...masternodes]) expect(node.status().consensus.blockVotes).toBe(2);
  });

  it.each<[string, () => Promise<void>]>([
    ['a proposal', () => send(BlockProposal, proposal(nextBlock()))],
    ['a vote on a block', () => send(BlockVote, blockVote())],
  ])('each copy of %s is asked about until the engine can judge it', async (_, act) => {
    const before = relayed();
    let asked = 0;
    judge = () => {
      if (++asked === 3) throw new Error('broken');
      return asked > 20 ? true : 'later';
    };
    for (let copy = 1; copy <= 20; copy++) await act();
    expect([asked, relayed() - before]).toEqual([20, 0]);
    await act();
    await act();
    expect([asked, relayed() - before, violations()]).toEqual([21, 2, 0]);
  });

  it('a masternode that floods fills only what is its own', async () => {
    for (let n = 0; n < 40; n++) {
      stranger.send(victim.node.id, BlockVote, blockVote({ blockHash: txid(n) }));
    }
    await world.advance(1_000);
    expect(victim.status().consensus.blockVotes).toBe(16);
    await send(BlockVote, blockVote({ voter: 'm1' }, keyOf(1)));
    expect(victim.status().consensus.blockVotes).toBe(17);
    expect(violations()).toBe(0);
  });
});

import { BlockAnnouncement } from '../../../generated/timecoin/chain.js';
import type { Node } from '../../node/node.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { GoodbyeCode } from '../../wire/codes.js';
import { Parts } from '../part.js';
import type { PeerStreams } from '../peer-requests.js';
import { BlockSync } from '../sync/block-sync.js';
import type { SyncOptions } from '../sync/sync-options.js';
import type { Mempool } from '../transactions/mempool.js';
import { announceTip, handleAnnouncements } from './announcements.js';
import { BlockRepair } from './block-repair.js';
import type { Chain } from './chain.js';
import { handleChain } from './chain-handlers.js';
import { Producer, type ProducerOptions } from './producer.js';

/** Makes blocks, of pending transactions unless `source` gives others. */
export type ProduceOptions = Pick<ProducerOptions, 'intervalMs' | 'untilHeight'> &
  Partial<Pick<ProducerOptions, 'source'>>;

/** What everything about the chain works with. */
export interface ChainSurroundings {
  readonly node: Node;
  readonly links: PeerStreams;
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly clock: Clock;
  readonly log: Log;
  /** The store failed. */
  readonly onFailure: (error: unknown) => void;
}

// What a block made here takes from the mempool at most; well below MAX_BLOCK_BYTES with all that is around it.
const PRODUCED_TRANSACTIONS = 10_000;
const PRODUCED_BYTES = 2_000_000;

/** Everything a node does about blocks: it answers for them, fetches, announces and mends them, and makes them if it is to. */
export class ChainPart extends Parts {
  readonly sync: BlockSync;
  readonly repair: BlockRepair;

  constructor(
    surroundings: ChainSurroundings,
    sync: Partial<SyncOptions> | undefined,
    produce: ProduceOptions | undefined,
  ) {
    const { node, links, chain, mempool, clock, log, onFailure } = surroundings;
    const events = {
      onSynced: () => void announceTip(node, chain, blockSync).catch(onFailure),
      onLie: (peer: PeerId, problem: string) => punish(node, peer, problem),
      onFailure,
    };
    const blockSync = new BlockSync(chain, links, clock, log, events, sync);
    const repair = new BlockRepair(chain, links, clock, log, onFailure);
    const producer =
      produce &&
      new Producer(chain, clock, {
        source: () => mempool.forBlock(PRODUCED_TRANSACTIONS, PRODUCED_BYTES),
        ...produce,
        onBlock: (block) => node.broadcast(BlockAnnouncement, { block }),
        onFailure,
      });
    super(blockSync, repair, producer);
    this.sync = blockSync;
    this.repair = repair;
    handleChain(node, chain);
    handleAnnouncements(node, chain, blockSync, log, onFailure);
  }
}

function punish(node: Node, peer: PeerId, problem: string): void {
  const connection = node.registry.connection(peer);
  if (connection === undefined) return;
  node.report(connection, problem);
  void node.disconnect(peer, GoodbyeCode.PROTOCOL, problem);
}

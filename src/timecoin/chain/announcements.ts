import { BlockAnnouncement } from '../../../generated/timecoin/chain.js';
import type { Node } from '../../node/node.js';
import { ResponseError } from '../../peer/errors.js';
import type { Log } from '../../platform/log.js';
import { ErrorCode } from '../../wire/codes.js';
import { blockHash } from './block.js';
import type { Chain } from './chain.js';
import { BlockError, StoreError } from '../errors.js';
import { shortHex, ZERO_HASH } from '../hash.js';
import type { BlockSync } from '../sync/block-sync.js';

/**
 * Appends announced blocks and sends on those that are the tip then: each once, whatever number of peers announce it. A
 * block that does not connect starts a sync, after which the tip is announced to whoever lacks it.
 */
export function handleAnnouncements(
  node: Node,
  chain: Chain,
  sync: BlockSync,
  log: Log,
  onFailure: (error: unknown) => void,
): void {
  node.gossip(
    BlockAnnouncement,
    async ({ block }, { peer }) => {
      const header = block?.header;
      if (block === undefined || header === undefined) {
        throw new ResponseError(ErrorCode.MALFORMED, 'an announcement without a block');
      }
      const hash = blockHash(header);
      try {
        const { outcome, stored } = await chain.accept(block);
        stored.catch(onFailure);
        if (outcome === 'fork') {
          log.warn('block of another branch', {
            peer,
            height: header.height,
            hash: shortHex(hash),
          });
        }
        // What lets it in may still come.
        if (outcome === 'refused') return 'later';
        if (outcome !== 'known') sync.claimed(peer, header.height, hash);
        // What does not connect yet may come again from others, whose claims count too.
        if (outcome === 'ahead') return 'later';
        return outcome === 'appended' || outcome === 'reorganized';
      } catch (error) {
        // It has to give up a damaged block, which is being mended.
        if (error instanceof StoreError && error.height !== undefined) {
          sync.claimed(peer, header.height, hash);
          return 'later';
        }
        if (!(error instanceof BlockError)) {
          onFailure(error);
          throw error;
        }
        // Clocks differ, which is nobody's violation; its time comes.
        if (error.code === 'TOO_NEW') return 'later';
        throw new ResponseError(ErrorCode.MALFORMED, error.message, { cause: error });
      }
    },
    { key: ({ block }) => (block?.header === undefined ? ZERO_HASH : blockHash(block.header)) },
  );
}

/** Announces the tip to the peers that are not known to have it. */
export async function announceTip(node: Node, chain: Chain, sync: BlockSync): Promise<void> {
  const block = await chain.blockAt(chain.height);
  if (block === undefined) return;
  node.broadcast(BlockAnnouncement, { block }, { except: sync.having(chain.height) });
}

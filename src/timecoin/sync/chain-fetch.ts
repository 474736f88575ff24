import type { Block } from '../../../generated/timecoin/types.js';
import type { PeerId } from '../../peer/peer.js';
import type { Timer } from '../../platform/clock.js';
import { sameBytes } from '../../wire/bytes.js';
import { BlockError } from '../errors.js';
import { blockHash, type BlockLink } from '../chain/block.js';
import { findCulprit } from './broken-link.js';
import type { Chain } from '../chain/chain.js';
import type { FetchedBlock, RangeRequest } from './fetch-window.js';
import type { PeerQuestions } from './peer-questions.js';
import { RangeRequests, type RequestParts } from './range-requests.js';
import { readBlock } from './raw-blocks.js';

// How often the request for the next block is looked at.
const WATCH_MS = 250;

/** What a fetch works with: its owner's parts. */
export interface FetchParts extends RequestParts {
  readonly chain: Chain;
  readonly questions: PeerQuestions;
}

export interface FetchEvents {
  /** A peer sent what no honest one can have. */
  onLie(peer: PeerId, problem: string): void;
  /** A peer is of no use for now. */
  onFailed(peer: PeerId, reason: string): void;
}

/**
 * Fetches the chain of one peer, its leader, with the help of others that have the same blocks, and appends it block by
 * block. Ends when all that its peers claim has been taken, or none of them is left.
 */
export class ChainFetch {
  readonly #parts: FetchParts;
  readonly #events: FetchEvents;
  readonly #requests: RangeRequests;
  /** Hashes and senders of the newest blocks that were taken, which may not be in the chain yet. */
  readonly #taken = new Map<number, { hash: Uint8Array; peer: PeerId }>();
  #last: { hash: Uint8Array; request: RangeRequest | undefined };
  #isEnded = false;
  #blocks = 0;
  #bytes = 0;
  #wake: (() => void) | undefined;
  #watch: Timer | undefined;

  /** `common`: the last block that this node shares with the leader. */
  constructor(
    leader: PeerId,
    common: Pick<BlockLink, 'height' | 'hash'>,
    parts: FetchParts,
    events: FetchEvents,
  ) {
    this.#parts = parts;
    this.#events = events;
    this.#last = { hash: common.hash, request: undefined };
    this.#requests = new RangeRequests(common.height + 1, parts, {
      onProgress: () => this.#wake?.(),
      onFailed: (peer, reason) => {
        events.onFailed(peer, reason);
      },
    });
    this.#requests.peers.add(leader);
  }

  /** Whose chain it is. Should it leave, who has helped for longest takes its place. */
  get leader(): PeerId | undefined {
    for (const peer of this.#requests.peers) return peer;
    return undefined;
  }

  /** Blocks taken so far. */
  get blocks(): number {
    return this.#blocks;
  }

  /** Bytes of blocks taken so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The greatest height that one of its peers claims; -1 without any. */
  get target(): number {
    return this.#requests.target;
  }

  /** Peers that are asked for blocks at the moment. */
  get peersInUse(): number {
    return this.#requests.peersInUse;
  }

  /** How many peers it fetches from. */
  get size(): number {
    return this.#requests.peers.size;
  }

  has(peer: PeerId): boolean {
    return this.#requests.peers.has(peer);
  }

  /** A peer that has the same chain helps from now on. */
  join(peer: PeerId): void {
    this.#requests.peers.add(peer);
    this.#wake?.();
  }

  /** Asks a peer no more. What it has brought stays. */
  leave(peer: PeerId): void {
    this.#requests.leave(peer);
    this.#wake?.();
  }

  /** Ends early: what was not taken is dropped. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** Resolves to whether all was taken that there was. Rejects if the store fails. */
  async run(): Promise<boolean> {
    this.#scheduleWatch();
    try {
      while (!this.#isEnded) {
        this.#requests.plan();
        const { window, target } = this.#requests;
        const block = window.head();
        if (block !== undefined) await this.#take(block);
        else if (window.next > target) return target >= 0;
        else await this.#woken();
      }
      return false;
    } finally {
      this.#watch?.cancel();
      this.#requests.stop();
    }
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #scheduleWatch(): void {
    this.#watch = this.#parts.clock.schedule(WATCH_MS, () => {
      this.#requests.replaceStalled();
      this.#scheduleWatch();
    });
  }

  async #take(fetched: FetchedBlock): Promise<void> {
    const { height, bytes, request } = fetched;
    const read = readBlock(bytes, height);
    if (typeof read === 'string') {
      this.#lied(request.peer, read);
      return;
    }
    const hash = blockHash(read.header);
    if (!sameBytes(read.header.previousHash, this.#last.hash)) {
      await this.#blame(fetched, hash);
      return;
    }
    if (!(await this.#append(request.peer, read.block))) return;
    this.#last = { hash, request };
    this.#taken.set(height, { hash, peer: request.peer });
    this.#taken.delete(height - 2 * this.#parts.options.maxReorgBlocks);
    this.#requests.window.advance();
    this.#blocks++;
    this.#bytes += bytes.length;
  }

  async #append(peer: PeerId, block: Block): Promise<boolean> {
    try {
      // A block that an announcement brought meanwhile is known; the next one follows all the same.
      const outcome = await this.#parts.chain.append(block);
      if (outcome === 'refused') {
        this.#drop(peer, `block ${block.header?.height ?? ''} is not admitted here`);
        return false;
      }
      if (outcome !== 'fork' && outcome !== 'ahead') return true;
    } catch (error) {
      if (!(error instanceof BlockError)) throw error;
      // Clocks differ; that is no lie.
      if (error.code === 'TOO_NEW') this.#drop(peer, error.message);
      else this.#lied(peer, error.message);
      return false;
    }
    for (const each of [...this.#requests.peers]) this.#drop(each, 'it is on another branch');
    this.end();
    return false;
  }

  /** A block does not follow the one before: finds out whose fault that is. */
  async #blame({ height, request }: FetchedBlock, hash: Uint8Array): Promise<void> {
    const { chain, questions, options } = this.#parts;
    const { peer } = request;
    const problem = `block ${height} does not follow block ${height - 1}`;
    if (this.#last.request === request) {
      this.#lied(peer, `sent both in one answer, but ${problem}`);
      return;
    }
    const { leader = peer } = this;
    const culprit = await findCulprit(
      async (at) => this.#taken.get(at)?.hash ?? chain.hashAt(at),
      (at) => questions.hashAt(peer, at),
      (at) => questions.hashAt(leader, at),
      height,
      hash,
      options.maxReorgBlocks,
    );
    if (culprit === 'liar') this.#lied(peer, `says that it has both, but ${problem}`);
    else if (culprit === 'changed') this.#drop(peer, `its chain has changed: ${problem}`);
    else if (culprit === 'strayed') this.#drop(peer, `it is on another branch: ${problem}`);
    else {
      // The leader has other blocks than were taken: the next fetch starts from what it really shares with this node.
      const sender = this.#taken.get(culprit.since)?.peer ?? peer;
      this.#drop(sender, `sent a block ${culprit.since} that is not on the branch it claimed`);
      this.end();
    }
  }

  #lied(peer: PeerId, problem: string): void {
    this.#requests.window.discard(peer);
    this.#events.onLie(peer, problem);
  }

  #drop(peer: PeerId, reason: string): void {
    this.#requests.window.discard(peer);
    this.#events.onFailed(peer, reason);
  }
}

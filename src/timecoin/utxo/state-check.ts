import { GetBlockHash } from '../../../generated/timecoin/chain.js';
import { GetUTXOStateHash } from '../../../generated/timecoin/utxo.js';
import type { PeerId } from '../../peer/peer.js';
import type { Runtime, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { reasonOf } from '../../platform/reason.js';
import { sameBytes } from '../../wire/bytes.js';
import type { PeerRequests } from '../peer-requests.js';
import { shortHex, ZERO_HASH } from '../hash.js';
import type { Part } from '../part.js';
import type { ChainOfOutputs } from './utxo-handlers.js';

/** How often one peer's set is compared, give or take a fifth. */
const CHECK_MS = 600_000;
const JITTER = 0.4;

/** Peers and heights that were warned of. */
const MOST_REMEMBERED = 1_000;

export interface StateCheckStats {
  /** Comparisons with a peer at the same block. */
  readonly compared: number;
  /** Those that came out differently. */
  readonly mismatches: number;
}

/**
 * Compares the set of unspent outputs with a peer's now and then. Two nodes at one block have the same set; else one of them
 * has a bug, or a peer lies, and people should know.
 */
export class StateCheck implements Part {
  readonly #links: PeerRequests;
  readonly #chain: ChainOfOutputs;
  readonly #runtime: Runtime;
  readonly #log: Log;
  readonly #onFailure: (error: unknown) => void;
  readonly #stop = new AbortController();
  readonly #warned = new Set<string>();
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #compared = 0;
  #mismatches = 0;

  constructor(
    links: PeerRequests,
    chain: ChainOfOutputs,
    runtime: Runtime,
    log: Log,
    onFailure: (error: unknown) => void,
  ) {
    this.#links = links;
    this.#chain = chain;
    this.#runtime = runtime;
    this.#log = log;
    this.#onFailure = onFailure;
  }

  start(): void {
    const { clock, random } = this.#runtime;
    const delayMs = CHECK_MS * (1 - JITTER / 2 + random.next() * JITTER);
    this.#timer = clock.schedule(delayMs, () => {
      this.#running = this.#check().catch(this.#onFailure);
      this.start();
    });
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#stop.abort();
    await this.#running;
  }

  stats(): StateCheckStats {
    return { compared: this.#compared, mismatches: this.#mismatches };
  }

  async #check(): Promise<void> {
    const peers = this.#links.connectedIds();
    const peer = peers[Math.floor(this.#runtime.random.next() * peers.length)];
    if (peer === undefined) return;
    const theirs = await this.#ask(peer);
    if (theirs === undefined) return;
    const own = await this.#chain.utxos.summary();
    // Of another height or another branch it is another set.
    const { blockHash = ZERO_HASH } = theirs;
    if (own.height !== theirs.height || !sameBytes(blockHash, own.blockHash)) return;
    this.#compared++;
    if (sameBytes(own.hash, theirs.hash) && own.count === theirs.utxoCount) return;
    this.#mismatches++;
    this.#warn(peer, {
      height: own.height,
      block: shortHex(own.blockHash),
      own: shortHex(own.hash),
      theirs: shortHex(theirs.hash),
      ownCount: own.count,
      theirCount: theirs.utxoCount,
    });
  }

  async #ask(
    peer: PeerId,
  ): Promise<
    { hash: Uint8Array; height: number; utxoCount: number; blockHash: Uint8Array | undefined } | undefined
  > {
    const { signal } = this.#stop;
    try {
      const state = await this.#links.request(peer, GetUTXOStateHash, {}, { signal });
      const { hash } = await this.#links.request(peer, GetBlockHash, { height: state.height }, { signal });
      return { ...state, blockHash: hash };
    } catch (error) {
      // The next round asks another one.
      this.#log.debug('no state hash', { peer, reason: reasonOf(error) });
      return undefined;
    }
  }

  #warn(peer: PeerId, fields: Readonly<Record<string, string | number>>): void {
    const key = `${peer} ${fields['height']}`;
    if (this.#warned.has(key)) return;
    if (this.#warned.size >= MOST_REMEMBERED) this.#warned.clear();
    this.#warned.add(key);
    this.#log.warn('other unspent outputs at the same block', { peer, ...fields });
  }
}

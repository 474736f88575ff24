import type { PeerId } from '../../peer/peer.js';
import type { Clock, Timer } from '../../platform/clock.js';

// As many peers at once are asked how their chains fit the own.
const MOST_CANDIDATES = 8;
// Once one has answered, the others have this long.
const CHOICE_MS = 500;

/** A peer with a better chain, and the last block that this node shares with it. */
export interface Leader {
  readonly peer: PeerId;
  readonly common: { readonly height: number; readonly hash: Uint8Array };
}

/** Asks several peers at once how their chains fit the own, and does not wait for those that are silent if others answer. */
export class LeaderSearch {
  readonly #clock: Clock;
  readonly #findCommon: (peer: PeerId) => Promise<Leader['common'] | undefined>;
  readonly #asked = new Set<PeerId>();
  readonly #found: Leader[] = [];
  readonly #ended: Promise<readonly Leader[]>;
  #end!: () => void;
  #fail!: (error: unknown) => void;
  #pending = 0;
  #timer: Timer | undefined;

  /** `findCommon` resolves to undefined for a peer that cannot lead; it rejects if the own chain cannot be read. */
  constructor(clock: Clock, findCommon: (peer: PeerId) => Promise<Leader['common'] | undefined>) {
    this.#clock = clock;
    this.#findCommon = findCommon;
    this.#ended = new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#end = () => {
        this.#timer?.cancel();
        resolve(this.#found);
      };
    });
  }

  /** Asks a peer, once. */
  offer(peer: PeerId): void {
    if (this.#asked.has(peer) || this.#pending >= MOST_CANDIDATES) return;
    this.#asked.add(peer);
    this.#pending++;
    this.#search(peer).catch(this.#fail);
  }

  /** Who answered soon; empty if nobody can lead. Some peer must have been offered. */
  ended(): Promise<readonly Leader[]> {
    return this.#ended;
  }

  async #search(peer: PeerId): Promise<void> {
    const common = await this.#findCommon(peer);
    this.#pending--;
    if (common !== undefined) this.#found.push({ peer, common });
    if (this.#pending === 0) this.#end();
    else if (this.#found.length === 1) this.#timer ??= this.#clock.schedule(CHOICE_MS, this.#end);
  }
}

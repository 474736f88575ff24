import { ConsensusQuery, GetBlockHash, GetBlockHeight } from '../../../generated/timecoin/chain.js';
import type { RequestCodec } from '../../codec/codec.js';
import type { PeerId, RequestOptions } from '../../peer/peer.js';
import type { Clock } from '../../platform/clock.js';
import { reasonOf } from '../../platform/reason.js';
import { sameBytes } from '../../wire/bytes.js';
import { ZERO_HASH } from '../hash.js';
import type { BlockLink } from '../chain/block.js';
import type { PeerRequests } from '../peer-requests.js';
import type { PeerScores } from './peer-scores.js';

/** Short questions to peers about their chains. Who does not answer is told to `onSilence`; how fast the others are is noted. */
export class PeerQuestions {
  readonly #links: PeerRequests;
  readonly #clock: Clock;
  readonly #scores: PeerScores;
  readonly #options: RequestOptions;
  readonly #onSilence: (peer: PeerId, reason: string) => void;

  constructor(
    links: PeerRequests,
    clock: Clock,
    scores: PeerScores,
    options: RequestOptions,
    onSilence: (peer: PeerId, reason: string) => void,
  ) {
    this.#links = links;
    this.#clock = clock;
    this.#scores = scores;
    this.#options = options;
    this.#onSilence = onSilence;
  }

  /** Undefined if no answer came. */
  async height(peer: PeerId): Promise<number | undefined> {
    return (await this.#ask(peer, GetBlockHeight, GetBlockHeight.create()))?.height;
  }

  /** Undefined if the peer has no block there, or did not answer. */
  async hashAt(peer: PeerId, height: number): Promise<Uint8Array | undefined> {
    return (await this.#ask(peer, GetBlockHash, { height }))?.hash;
  }

  /** The hash of the peer's block at the height of `tip`: the tip's own if it agrees. Undefined if it has none or did not answer. */
  async compare(peer: PeerId, { height, hash }: BlockLink): Promise<Uint8Array | undefined> {
    const answer = await this.#ask(peer, ConsensusQuery, { height, blockHash: hash });
    if (answer === undefined) return undefined;
    if (answer.agrees) return hash;
    return sameBytes(answer.theirHash, ZERO_HASH) ? undefined : answer.theirHash;
  }

  async #ask<T, R>(peer: PeerId, codec: RequestCodec<T, R>, message: T): Promise<R | undefined> {
    const askedAt = this.#clock.now();
    try {
      const answer = await this.#links.request(peer, codec, message, this.#options);
      this.#scores.responded(peer, this.#clock.now() - askedAt);
      return answer;
    } catch (error) {
      this.#onSilence(peer, reasonOf(error));
      return undefined;
    }
  }
}

import { UTXOStateUpdate } from '../../../generated/timecoin/utxo.js';
import { PeerError, ResponseError } from '../../peer/errors.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock } from '../../platform/clock.js';
import { sameBytes } from '../../wire/bytes.js';
import { ErrorCode } from '../../wire/codes.js';
import type { Frame } from '../../wire/frame.js';
import type { HandlerTable } from '../chain/chain-handlers.js';
import { hex } from '../hash.js';
import type { Part } from '../part.js';
import type { Mempool } from '../transactions/mempool.js';
import { outputKey } from '../transactions/transaction.js';
import type { SpendingTracker, UtxoStateChange } from './spending-tracker.js';
import type { FrameSender } from './subscriptions.js';
import { type ChainOfOutputs, stateAt } from './utxo-handlers.js';
import { mayFollow, type StateOfUtxo } from './utxo-states.js';

/** How often one peer is asked for its pending transactions because of what it tells. */
const ASK_AGAIN_MS = 60_000;

/** Who is a masternode, as far as this node knows. */
export interface MasternodePeers {
  /** The one that this node is, if it is one. */
  readonly own: object | undefined;
  /** The connected peers that are. */
  peers(): readonly PeerId[];
}

/** What brings a peer's pending transactions here. */
export interface PendingSource {
  fetchPending(peer: PeerId): Promise<void>;
}

/** What UTXOStateUpdates came, as plain data. */
export interface HintStats {
  readonly sent: number;
  readonly received: number;
  /** Those that cannot be, after what this node knows of the output. */
  readonly illegal: number;
  /** How often a peer was asked for its pending transactions because of them. */
  readonly asked: number;
}

/**
 * UTXOStateUpdates among masternodes. Nobody signs them, so they change nothing: they say that a transaction is on its way,
 * and where to get it.
 */
export class StateHints implements Part {
  readonly #sender: FrameSender;
  readonly #chain: ChainOfOutputs;
  readonly #tracker: SpendingTracker;
  readonly #mempool: Pick<Mempool, 'has'>;
  readonly #masternodes: MasternodePeers;
  readonly #relay: PendingSource;
  readonly #clock: Clock;
  readonly #askedAt = new Map<PeerId, number>();
  #stopTracking: (() => void) | undefined;
  #sent = 0;
  #received = 0;
  #illegal = 0;
  #asked = 0;

  constructor(
    handlers: HandlerTable,
    sender: FrameSender,
    chain: ChainOfOutputs,
    tracker: SpendingTracker,
    mempool: Pick<Mempool, 'has'>,
    masternodes: MasternodePeers,
    relay: PendingSource,
    clock: Clock,
  ) {
    this.#sender = sender;
    this.#chain = chain;
    this.#tracker = tracker;
    this.#mempool = mempool;
    this.#masternodes = masternodes;
    this.#relay = relay;
    this.#clock = clock;
    if (masternodes.own !== undefined) {
      this.#stopTracking = tracker.onChange((change) => {
        this.#changed(change);
      });
    }
    handlers.handle(UTXOStateUpdate, (update, { peer }) => this.#handleUpdate(peer, update));
  }

  closed(peer: PeerId): void {
    this.#askedAt.delete(peer);
  }

  stop(): void {
    this.#stopTracking?.();
  }

  stats(): HintStats {
    return { sent: this.#sent, received: this.#received, illegal: this.#illegal, asked: this.#asked };
  }

  #changed({ outpoint, state }: UtxoStateChange): void {
    if (state.case !== 'locked' && state.case !== 'spentFinalized') return;
    const peers = this.#masternodes.peers();
    if (peers.length === 0) return;
    const frame = UTXOStateUpdate.frame({ outpoint, state: { state } });
    for (const peer of peers) this.#send(peer, frame);
  }

  #send(peer: PeerId, frame: Frame): void {
    try {
      this.#sender.send(peer, frame);
      this.#sent++;
    } catch (error) {
      // The peer has just left, or does not know the type: a hint is not worth more.
      if (!(error instanceof PeerError)) throw error;
    }
  }

  async #handleUpdate(peer: PeerId, { outpoint, state: told }: UTXOStateUpdate): Promise<void> {
    const state = told?.state;
    if (outpoint === undefined || state === undefined) {
      throw new ResponseError(ErrorCode.MALFORMED, 'an update without an output or a state');
    }
    this.#received++;
    // These name no transaction that could be pending anywhere.
    if (state.case === 'unspent' || state.case === 'confirmed') return;
    const { txid } = state.value;
    if (this.#mempool.has(hex(txid))) return;
    const own = await this.#ownState(outputKey(outpoint));
    if (own?.case === 'confirmed' && sameBytes(own.value.txid, txid)) return;
    // The peer may be states ahead, but what it tells of begins with a lock, and that has to follow the state here.
    if (!mayFollow(own?.case ?? 'unspent', 'locked')) {
      this.#illegal++;
      return;
    }
    this.#ask(peer);
  }

  async #ownState(output: string): Promise<StateOfUtxo | undefined> {
    const inFlight = this.#tracker.stateOf(output);
    if (inFlight !== undefined) return inFlight;
    const [place] = await this.#chain.utxos.locate([output]);
    return stateAt(place);
  }

  #ask(peer: PeerId): void {
    const now = this.#clock.now();
    if (now < (this.#askedAt.get(peer) ?? -Infinity) + ASK_AGAIN_MS) return;
    this.#askedAt.set(peer, now);
    this.#asked++;
    void this.#relay.fetchPending(peer);
  }
}

import { HeartbeatBroadcast, type SignedHeartbeat } from '../../../generated/timecoin/masternodes.js';
import type { GossipOutcome } from '../../node/handler.js';
import type { Node } from '../../node/node.js';
import { ResponseError } from '../../peer/errors.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock } from '../../platform/clock.js';
import { ErrorCode } from '../../wire/codes.js';
import { isSigned } from '../ed25519.js';
import { hex } from '../hash.js';
import { heartbeatStatement } from '../statements.js';
import type { MasternodeDirectory } from './directory.js';
import type { Masternode } from './masternode.js';

/** How far the times of heartbeats and attestations may be from this clock, in seconds. */
export const CLOCK_TOLERANCE_S = 180;
/** A masternode's heartbeats are at least so many seconds apart: faster ones would cost every node of the network. */
const HEARTBEAT_STEP_S = 30;

export interface HeartbeatEvents {
  /** A valid heartbeat of a masternode came. */
  onHeard(masternode: Masternode): void;
  /** A peer passed on a heartbeat of a key that nobody has announced here. */
  onUnknown(peer: PeerId): void;
}

/** Takes the heartbeats of known masternodes, and sends on those that are new. */
export class Heartbeats {
  readonly #directory: MasternodeDirectory;
  readonly #clock: Clock;
  readonly #events: HeartbeatEvents;

  constructor(node: Node, directory: MasternodeDirectory, clock: Clock, events: HeartbeatEvents) {
    this.#directory = directory;
    this.#clock = clock;
    this.#events = events;
    node.gossip(HeartbeatBroadcast, ({ heartbeat }, { peer }) => this.#received(heartbeat, peer), {
      key: ({ heartbeat }) =>
        heartbeat === undefined ? '' : `${hex(heartbeat.masternodePubkey)}:${heartbeat.sequenceNumber}`,
    });
  }

  #received(heartbeat: SignedHeartbeat | undefined, peer: PeerId): GossipOutcome {
    if (heartbeat === undefined)
      throw new ResponseError(ErrorCode.MALFORMED, 'a broadcast without a heartbeat');
    const { masternodePubkey, masternodeAddress, sequenceNumber, timestamp, signature } = heartbeat;
    const masternode = this.#directory.byKey(masternodePubkey);
    // Its announcement, or that of its new address, may be on the way.
    if (masternode?.address !== masternodeAddress) {
      if (masternode === undefined) this.#events.onUnknown(peer);
      return 'later';
    }
    const last = masternode.lastHeartbeat?.heartbeat;
    if (last !== undefined) {
      if (sequenceNumber <= last.sequenceNumber) return false;
      if (timestamp < last.timestamp + HEARTBEAT_STEP_S) return false;
    }
    if (Math.abs(timestamp - this.#clock.wallTime() / 1000) > CLOCK_TOLERANCE_S) return false;
    if (!isSigned(masternodePubkey, signature, heartbeatStatement(heartbeat)))
      throw new ResponseError(
        ErrorCode.MALFORMED,
        `a heartbeat of ${masternodeAddress} is not signed by its key`,
      );
    this.#directory.heard(heartbeat);
    this.#events.onHeard(masternode);
    return true;
  }
}

import { HeartbeatAttestation, type WitnessAttestation } from '../../../generated/timecoin/masternodes.js';
import type { GossipOutcome } from '../../node/handler.js';
import type { Node } from '../../node/node.js';
import { ResponseError } from '../../peer/errors.js';
import type { Clock } from '../../platform/clock.js';
import { ErrorCode } from '../../wire/codes.js';
import { isSigned } from '../ed25519.js';
import { hex } from '../hash.js';
import { attestationStatement } from '../statements.js';
import { MAX_WITNESSES, type MasternodeDirectory } from './directory.js';
import { CLOCK_TOLERANCE_S } from './heartbeats.js';
import type { Masternode } from './masternode.js';
import type { OwnMasternode } from './own-masternode.js';
import { isWitness, mayWitness } from './witnesses.js';

/** Counts who has seen the newest heartbeat of each masternode, and says so where this node is to be a witness. */
export class Attestations {
  readonly #node: Node;
  readonly #directory: MasternodeDirectory;
  readonly #clock: Clock;

  constructor(node: Node, directory: MasternodeDirectory, clock: Clock) {
    this.#node = node;
    this.#directory = directory;
    this.#clock = clock;
    node.gossip(HeartbeatAttestation, ({ attestation }) => this.#received(attestation), {
      key: ({ attestation }) =>
        attestation === undefined ? '' : hex(attestation.heartbeatHash) + hex(attestation.witnessPubkey),
    });
  }

  /** Attests a masternode's newest heartbeat if this node's own masternode is one of its witnesses. */
  attest(own: OwnMasternode, masternode: Masternode): void {
    const witness = this.#directory.byKey(own.key.publicKey);
    const hash = masternode.lastHeartbeat?.hash;
    if (!witness?.isActive || hash === undefined) return;
    if (!isWitness(witness, hash, masternode, this.#directory.active())) return;
    const said = {
      heartbeatHash: hash,
      witnessAddress: witness.address,
      witnessPubkey: own.key.publicKey,
      witnessTimestamp: Math.floor(this.#clock.wallTime() / 1000),
    };
    if (!this.#directory.attested(hash, own.key.publicKey)) return;
    const attestation = { ...said, signature: own.key.sign(attestationStatement(said)) };
    this.#node.broadcast(HeartbeatAttestation, { attestation });
  }

  #received(attestation: WitnessAttestation | undefined): GossipOutcome {
    if (attestation === undefined)
      throw new ResponseError(ErrorCode.MALFORMED, 'a message without an attestation');
    const { heartbeatHash, witnessAddress, witnessPubkey, witnessTimestamp, signature } = attestation;
    const masternode = this.#directory.byHeartbeat(heartbeatHash);
    const witness = this.#directory.byKey(witnessPubkey);
    // What it speaks of, or who speaks, may become known.
    if (masternode === undefined || !witness?.isActive) return 'later';
    if (witness.address !== witnessAddress || witness.id === masternode.id) return false;
    if (Math.abs(witnessTimestamp - this.#clock.wallTime() / 1000) > CLOCK_TOLERANCE_S) return false;
    if (!mayWitness(witnessPubkey, heartbeatHash, this.#directory.activeCount)) return false;
    const witnesses = masternode.lastHeartbeat?.witnesses;
    // A node that knows of this one's word sends on no second one of it.
    if (witnesses === undefined || witnesses.has(witness.id) || witnesses.size >= MAX_WITNESSES) return false;
    if (!isSigned(witnessPubkey, signature, attestationStatement(attestation)))
      throw new ResponseError(
        ErrorCode.MALFORMED,
        `an attestation of ${witnessAddress} is not signed by its key`,
      );
    return this.#directory.attested(heartbeatHash, witnessPubkey);
  }
}

import type {
  MasternodeAnnouncement,
  SignedHeartbeat,
  WitnessAttestation,
} from '../../generated/timecoin/masternodes.js';
import type { BlockVote } from '../../generated/timecoin/production.js';
import type { Vote } from '../../generated/timecoin/transactions.js';
import { concatBytes } from '../wire/bytes.js';
import { sha256 } from './hash.js';

// What signatures cover: SHA-256 of a title and the fields that are said, as the comments in proto/timecoin tell. Every
// statement has a title of its own, so that no signature can stand under another one.

/** 32 bytes, which also name the heartbeat in an attestation. */
export function heartbeatStatement(heartbeat: Omit<SignedHeartbeat, 'signature'>): Uint8Array {
  const { masternodeAddress, sequenceNumber, timestamp, masternodePubkey } = heartbeat;
  return statement(
    'TIMECOIN_HEARTBEAT:',
    text(masternodeAddress),
    int64(sequenceNumber),
    int64(timestamp),
    masternodePubkey,
  );
}

export function attestationStatement(attestation: Omit<WitnessAttestation, 'signature'>): Uint8Array {
  const { heartbeatHash, witnessAddress, witnessPubkey, witnessTimestamp } = attestation;
  return statement(
    'TIMECOIN_ATTESTATION:',
    heartbeatHash,
    text(witnessAddress),
    int64(witnessTimestamp),
    witnessPubkey,
  );
}

export function announcementStatement(announcement: Omit<MasternodeAnnouncement, 'signature'>): Uint8Array {
  const { address, rewardAddress, tier, timestamp, publicKey } = announcement;
  const end = Uint8Array.of(0);
  return statement(
    'TIMECOIN_MASTERNODE:',
    text(address),
    end,
    text(rewardAddress),
    end,
    int32(tier),
    int64(timestamp),
    publicKey,
  );
}

export function voteStatement(vote: Omit<Vote, 'signature'>): Uint8Array {
  const { txid, voter, approve, timestamp } = vote;
  return statement('TIMECOIN_VOTE:', txid, text(voter), flag(approve), int64(timestamp));
}

/** Also what the signatures of a BlockCommit cover, with `approve` true. */
export function blockVoteStatement(vote: Omit<BlockVote, 'signature'>): Uint8Array {
  const { blockHash, height, voter, approve } = vote;
  return statement('TIMECOIN_BLOCK_VOTE:', blockHash, int64(height), text(voter), flag(approve));
}

export function proposalStatement(blockHash: Uint8Array, proposer: string, round: number): Uint8Array {
  return statement('TIMECOIN_PROPOSAL:', blockHash, text(proposer), int64(round));
}

function statement(title: string, ...fields: Uint8Array[]): Uint8Array {
  return sha256(concatBytes([text(title), ...fields]));
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function flag(value: boolean): Uint8Array {
  return Uint8Array.of(value ? 1 : 0);
}

/** Little-endian. */
function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

/** Little-endian; the same for signed and unsigned up to 2^63. */
function int64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value), true);
  return bytes;
}

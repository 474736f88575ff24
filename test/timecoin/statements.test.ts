import { describe, expect, it } from 'vitest';
import { hex } from '../../src/timecoin/hash.js';
import {
  announcementStatement,
  attestationStatement,
  blockVoteStatement,
  heartbeatStatement,
  proposalStatement,
  voteStatement,
} from '../../src/timecoin/statements.js';

const key = Uint8Array.from({ length: 32 }, (_, index) => index);
const hash = Uint8Array.from({ length: 32 }, (_, index) => 100 + index);
const first = '203.0.113.7:24000';
const second = '203.0.113.8:24000';
const timestamp = 1_764_547_200;

// Each by Python's hashlib over the bytes that proto/timecoin tells, such as
//   sha256(b'TIMECOIN_VOTE:' + hash + b'203.0.113.8:24000' + b'\1' + struct.pack('<q', -2))
describe('what signatures cover', () => {
  it.each([
    [
      'a heartbeat',
      heartbeatStatement({ masternodeAddress: first, sequenceNumber: 7, timestamp, masternodePubkey: key }),
      '3eea9c984ede746127e1d206731dfef51b0b97d3c66f69b265026df22199e9f2',
    ],
    [
      'a heartbeat with the greatest number and a text that is not ASCII',
      heartbeatStatement({
        masternodeAddress: 'ünïcode',
        sequenceNumber: Number.MAX_SAFE_INTEGER,
        timestamp: 0,
        masternodePubkey: key,
      }),
      'c0a5d379bbe415500c777213dcfd655f040df2bfa632d444b8a19fa8c1a5ddcc',
    ],
    [
      'an attestation',
      attestationStatement({
        heartbeatHash: hash,
        witnessAddress: second,
        witnessTimestamp: timestamp + 1,
        witnessPubkey: key,
      }),
      '4944dcb8096828201e6d0ab2767b277ca0b3edd4c28000f107b330725ab56608',
    ],
    [
      'an announcement',
      announcementStatement({
        address: first,
        rewardAddress: 'TIME1reward',
        tier: 10_000,
        timestamp,
        publicKey: key,
      }),
      '858d3d0595a9d19bcd6522e947364d697b23578f049afc687846d266475b93b2',
    ],
    [
      'a vote, at a time before 1970',
      voteStatement({ txid: hash, voter: second, approve: true, timestamp: -2 }),
      '8d49337ee332deee6731db4cacdba161126fa9078417a99a2d5fc3d7e9df31d9',
    ],
    [
      'a vote on a block',
      blockVoteStatement({ blockHash: hash, height: 300, voter: second, approve: false }),
      '4532f7fd48b088f5a52883ef61683c758dd4ee8d8f10796fb14a7025e1920b2f',
    ],
    [
      'a proposal',
      proposalStatement(hash, second, 2),
      '02cad3ea611d97d192afba84ac75dc2c0fc1987f6b3ab6d20dca9dd696e6716a',
    ],
  ])('are those of %s', (_, statement, expected) => {
    expect(hex(statement)).toBe(expected);
  });
});

import type { PeerId } from '../../peer/peer.js';
import type { Clock } from '../../platform/clock.js';
import { sameBytes } from '../../wire/bytes.js';
import { isSigned, type SigningKey } from '../ed25519.js';
import { ConsensusError } from '../errors.js';
import { INACTIVE_MS } from '../masternodes/masternode.js';
import type { Masternodes } from '../masternodes/masternodes.js';

/** A masternode, as far as its votes are concerned. */
export interface Elector {
  readonly publicKey: Uint8Array;
  readonly isActive: boolean;
  /** Other nodes may hold another key for its address. Default false. */
  readonly isContested?: boolean;
}

/** Who may vote, as far as checking and counting votes needs it. */
export interface Electorate {
  /** How many masternodes are active now: those whose votes count. */
  readonly activeCount: number;
  get(address: string): Elector | undefined;
}

/** An electorate that tells of changes, and which connected peers belong to it. */
export interface Voters extends Electorate {
  /** Calls back when masternodes come or go. */
  onChange(listener: () => void): () => void;
  /** Connected peers that are masternodes. */
  peers(): readonly PeerId[];
}

/** What this node signs as, where it is a masternode. */
export interface Signatory {
  readonly address: string;
  readonly key: SigningKey;
}

/**
 * What a signature is worth: `unknown` is that of an address that nobody announced here, and a wrong one where the key of
 * the address may be another on the node that sent it.
 */
export type Signed = 'right' | 'wrong' | 'unknown';

/** Checks a masternode's signature over a statement by the key that it announced. */
export function checkSignature(
  electorate: Electorate,
  address: string,
  signature: Uint8Array,
  statement: () => Uint8Array,
): Signed {
  const masternode = electorate.get(address);
  if (masternode === undefined) return 'unknown';
  if (isSigned(masternode.publicKey, signature, statement())) return 'right';
  return masternode.isContested === true ? 'unknown' : 'wrong';
}

/** Whether the others take what this node signs for a masternode's: its own address may be another key's by now. */
export function isRecognized(
  electorate: Electorate,
  signatory: Signatory | undefined,
): signatory is Signatory {
  const known = signatory && electorate.get(signatory.address);
  return known !== undefined && sameBytes(known.publicKey, signatory?.key.publicKey ?? new Uint8Array());
}

/** Throws ConsensusError where this node is no masternode that the others know. */
export function recognized(electorate: Electorate, signatory: Signatory | undefined): Signatory {
  if (isRecognized(electorate, signatory)) return signatory;
  const problem = signatory === undefined ? 'this node is none' : 'its own announcement does not hold';
  throw new ConsensusError('NO_MASTERNODE', `only a masternode proposes and votes; ${problem}`);
}

/**
 * The masternodes of a directory. A node that has just started has heard few heartbeats; a decision by those alone would not
 * be the network's. So for as long as a masternode may be silent, those announced but not yet heard count as active too.
 */
export function votersOf(masternodes: Masternodes, clock: Clock): Voters {
  const { directory } = masternodes;
  const settledAt = clock.now() + INACTIVE_MS;
  let unheard: number | undefined;
  directory.onChange(() => (unheard = undefined));
  return {
    get activeCount() {
      if (clock.now() >= settledAt) return directory.activeCount;
      unheard ??= [...directory.all()].filter(({ lastHeartbeat }) => lastHeartbeat === undefined).length;
      return directory.activeCount + unheard;
    },
    get: (address) => {
      const masternode = directory.get(address);
      if (masternode === undefined) return undefined;
      const { publicKey, isActive, lastHeartbeat } = masternode;
      const mayBe = lastHeartbeat === undefined && clock.now() < settledAt;
      return { publicKey, isActive: isActive || mayBe, isContested: directory.isContested(address) };
    },
    onChange: (listener) =>
      directory.onChange(() => {
        listener();
      }),
    peers: () => masternodes.peers(),
  };
}

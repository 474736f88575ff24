import type { GossipStats } from '../../node/gossip-stats.js';
import type { ConnectionStats } from '../../peer/connection-stats.js';
import type { Direction, PeerId } from '../../peer/peer.js';
import type { OwnMasternodeStatus, TimeNodeStatus } from '../../timecoin/index.js';

/** What the status says of gossip. */
export const GOSSIP_FIGURES = [
  'accepted',
  'refused',
  'duplicates',
  'duplicateBytes',
  'announced',
  'served',
  'fetched',
  'unanswered',
  'savedBytes',
] as const satisfies readonly (keyof GossipStats)[];

/** What a node says of itself: `GET /status`. Fields are only ever added. */
export interface StatusReport {
  readonly id: PeerId;
  readonly network: string;
  /** This package's version. */
  readonly version: string;
  readonly pid: number;
  readonly uptimeMs: number;
  /** Where it listens. */
  readonly addresses: readonly string[];
  readonly height: number;
  /** Hash of the newest block, 64 hex digits. */
  readonly tip: string;
  /** When the newest block was made, Unix seconds. */
  readonly tipTime: number;
  /** True while blocks are being fetched. */
  readonly syncing: boolean;
  /** The greatest height that a peer claims. */
  readonly bestPeerHeight: number;
  readonly peers: { readonly total: number; readonly inbound: number; readonly outbound: number };
  /** The masternode that it is; null if it is none. */
  readonly masternode: OwnMasternodeStatus | null;
  /** Active: heard of by a valid heartbeat lately. */
  readonly masternodes: { readonly active: number; readonly known: number };
  readonly mempool: { readonly transactions: number; readonly bytes: number };
  /** Messages passed on between peers: what became of those received, and what announcements saved of bytes sent. */
  readonly gossip: Readonly<Record<(typeof GOSSIP_FIGURES)[number], number>>;
  /** Hosts and ids banned now. */
  readonly bans: number;
  readonly knownAddresses: number;
  /** Damage found in what is stored; `rebuilt` is there if the start had to build it again. */
  readonly storage: TimeNodeStatus['storage'];
  /** Null: nothing is kept. */
  readonly dataDir: string | null;
  /** Memory of the process. */
  readonly memoryBytes: number;
}

/** One open connection: an element of `peers` in `GET /peers`. */
export interface PeerReport extends Omit<ConnectionStats, 'rttMs'> {
  readonly id: PeerId;
  readonly address: string;
  readonly direction: Direction;
  /** What software it says it is. */
  readonly agent: string;
  readonly capabilities: readonly string[];
  /** 0: it cannot be dialled. */
  readonly listenPort: number;
  readonly connectedMs: number;
  /** Smoothed round trip; null before the first Pong. */
  readonly rttMs: number | null;
}

/** One ban: an element of `bans` in `GET /bans`. */
export interface BanReport {
  /** A node id, an IPv4 host, or the /64 of an IPv6 one. */
  readonly offender: string;
  /** Milliseconds left; null: for good. */
  readonly forMs: number | null;
  readonly violations: number;
  /** The kind of violation that it was for, or what the operator said; `manual` if nothing. */
  readonly reason: string;
}

/** Answers `POST /ban {who, forMs?, reason?}`. */
export interface BanAnswer extends BanReport {
  /** Peers whose connection was closed for it. */
  readonly disconnected: readonly PeerId[];
}

/** Answers `POST /unban {who}`. */
export interface UnbanAnswer {
  /** Who is forgiven: of an id also the hosts that it offended from, of a host also the ids. */
  readonly offenders: readonly string[];
}

/** Answers `POST /connect {address}` once a connection is open or a dial has failed. */
export interface ConnectAnswer {
  readonly address: string;
  /** `waiting`: the dial failed, and the node will dial again. */
  readonly state: 'connected' | 'dialling' | 'waiting';
  readonly peer: PeerId | null;
  /** Why the dial failed; null if it did not, or not yet. */
  readonly reason: string | null;
}

/** Answers `POST /submit {transaction}`, a Transaction in hexadecimal or in its JSON form; REFUSED says why not. */
export interface SubmitAnswer {
  /** 64 hex digits. */
  readonly txid: string;
  /** False if it was pending already. */
  readonly isNew: boolean;
  /** Connected peers that it was for; those who come later are told of it. */
  readonly peers: number;
}

/** Answers `POST /disconnect {who}`. */
export interface DisconnectAnswer {
  readonly peer: PeerId;
  readonly address: string;
}

/** Answers `POST /stop`; the response ends when the node has. */
export interface StopAnswer {
  readonly pid: number;
}

/** Why a request to the control socket was refused. */
export const ControlFault = {
  BAD_REQUEST: 'BAD_REQUEST',
  NO_SUCH_METHOD: 'NO_SUCH_METHOD',
  TOO_LARGE: 'TOO_LARGE',
  AMBIGUOUS: 'AMBIGUOUS',
  NO_SUCH_PEER: 'NO_SUCH_PEER',
  NOT_BANNED: 'NOT_BANNED',
  REFUSED: 'REFUSED',
  UNREADY: 'UNREADY',
  FAILED: 'FAILED',
} as const;
export type ControlFault = (typeof ControlFault)[keyof typeof ControlFault];

/** The body of every response that is no 200. */
export interface ErrorBody {
  readonly error: { readonly code: ControlFault; readonly message: string };
}

const STATUS_OF: Readonly<Record<ControlFault, number>> = {
  BAD_REQUEST: 400,
  NO_SUCH_METHOD: 404,
  TOO_LARGE: 413,
  AMBIGUOUS: 409,
  NO_SUCH_PEER: 404,
  NOT_BANNED: 404,
  REFUSED: 409,
  UNREADY: 503,
  FAILED: 500,
};

/** A request to the control socket that is not done; the text says what to do instead. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: ControlFault;

  constructor(code: ControlFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** The HTTP status that goes with the code. */
  get status(): number {
    return STATUS_OF[this.code];
  }
}

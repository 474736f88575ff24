import type { PeerId } from '../peer/peer.js';
import type { ForkCounts } from './chain/chain-change.js';
import type { RebuiltStore } from './chain/recovery.js';
import type { ConsensusStats } from './consensus/consensus.js';
import type { OwnMasternodeStatus } from './masternodes/own-masternode.js';
import type { UtxoStats } from './utxo/utxo-part.js';

/** What a node is doing, as plain data. */
export interface TimeNodeStatus {
  readonly id: PeerId;
  readonly network: string;
  readonly addresses: readonly string[];
  readonly peers: number;
  readonly height: number;
  /** Hash of the newest block, 64 hex digits. */
  readonly tip: string;
  /** True while blocks are being fetched. */
  readonly syncing: boolean;
  /** The greatest height that a peer claims. */
  readonly bestPeerHeight: number;
  /** What was seen of other branches. */
  readonly forks: ForkCounts;
  /** Stored blocks that are corrupt now, and were mended; and what happened if the store was built again at the start. */
  readonly storage: {
    readonly damaged: number;
    readonly repaired: number;
    readonly rebuilt: RebuiltStore | undefined;
  };
  readonly pendingTransactions: number;
  readonly pendingBytes: number;
  /** The masternode that this node is; undefined if it is none. */
  readonly masternode: OwnMasternodeStatus | undefined;
  readonly masternodes: { readonly known: number; readonly active: number };
  readonly consensus: ConsensusStats;
  readonly utxos: UtxoStats;
}

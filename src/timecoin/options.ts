import type { NodeOptions } from '../node/options.js';
import type { ProduceOptions } from './chain/chain-part.js';
import type { BlockDatabase } from './chain/database.js';
import type { ConsensusEngine, ConsensusEngineMaker } from './consensus/engine.js';
import type { MasternodeOptions } from './masternodes/own-masternode.js';
import type { SyncOptions } from './sync/sync-options.js';
import type { MempoolLimits } from './transactions/mempool.js';

/** A Node's options without those that the TIME network decides; `network` is mainnet, testnet, or a name of your own. */
export interface TimeNodeOptions extends Omit<NodeOptions, 'catalog' | 'magic'> {
  /** Where blocks are kept instead of in `dataDir`. Without either they are kept in memory. */
  readonly database?: BlockDatabase | undefined;
  readonly mempool?: Partial<MempoolLimits> | undefined;
  readonly sync?: Partial<SyncOptions> | undefined;
  /** Makes blocks, of pending transactions unless `source` gives others. Default: this node only follows. */
  readonly produce?: ProduceOptions | undefined;
  /** Makes this node a masternode. */
  readonly masternode?: MasternodeOptions | undefined;
  /** Decides on transactions and blocks. Default: a supermajority decides on transactions, nothing on blocks. */
  readonly consensus?: ConsensusEngine | ConsensusEngineMaker | undefined;
  /** The store failed while the node ran, or a block could not be made: it serves on, but follows no longer. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

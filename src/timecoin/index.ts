export { createTimeNode, TimeNode } from './time-node.js';
export { type TimeNodeOptions } from './options.js';
export { type TimeNodeStatus } from './status.js';
export { mainnet, networkNamed, PROTOCOL_VERSION, testnet, type TimeNetwork } from './networks.js';
export {
  blockHash,
  blockMerkleRoot,
  checkBlock,
  makeBlock,
  type BlockLink,
  type CheckedBlock,
} from './chain/block.js';
export { checkTransaction, outputKey, txid, type CheckedTransaction } from './transactions/transaction.js';
export { merkleRoot } from './chain/merkle.js';
export { BlockStore } from './chain/block-store.js';
export type { OutputChange } from './chain/store-change.js';
export { DATABASE_ENCODING, type BlockDatabase } from './chain/database.js';
export { Chain } from './chain/chain.js';
export type { ChainOptions } from './chain/chain-options.js';
export type {
  Accepted,
  AppendOutcome,
  ChainChange,
  ChainListener,
  ForkCounts,
} from './chain/chain-change.js';
export { Mempool, type MempoolLimits } from './transactions/mempool.js';
export { LtHash } from './utxo/lt-hash.js';
export { scriptAddress } from './utxo/script-address.js';
export { type Spender } from './utxo/utxo-entries.js';
export {
  UtxoSet,
  type OutputPlace,
  type RangeLimits,
  type UtxoRange,
  type UtxoSummary,
} from './utxo/utxo-set.js';
export { MasternodeTier } from '../../generated/timecoin/types.js';
export { MasternodeDirectory, type AnnounceOutcome } from './masternodes/directory.js';
export type { LastHeartbeat, Masternode, MasternodeChange } from './masternodes/masternode.js';
export { Masternodes } from './masternodes/masternodes.js';
export type { MasternodeOptions, OwnMasternode, OwnMasternodeStatus } from './masternodes/own-masternode.js';
export type {
  Carry,
  CheckedCommit,
  CheckedProposal,
  ConsensusEngine,
  ConsensusEngineMaker,
  ConsensusTools,
  TransactionTally,
} from './consensus/engine.js';
export { type ConsensusStats } from './consensus/consensus.js';
export { type Electorate } from './consensus/electorate.js';
export { SupermajorityEngine } from './consensus/supermajority.js';
export { supermajority, type Decision, type VoteTally } from './transactions/vote-tally.js';
export { type SyncOptions } from './sync/sync-options.js';
export { type ProducerOptions, type TransactionSource } from './chain/producer.js';
export { type SpendingTracker, type UtxoStateChange } from './utxo/spending-tracker.js';
export { type UtxoInterest, type UtxoNews } from './utxo/utxo-follower.js';
export { type UtxoStats } from './utxo/utxo-part.js';
export {
  mayFollow,
  utxoTransitions,
  type SpendingState,
  type StateOfUtxo,
  type UtxoStateName,
} from './utxo/utxo-states.js';
export {
  BlockError,
  BlockFault,
  ConsensusError,
  ConsensusFault,
  MasternodeError,
  MasternodeFault,
  StoreError,
  StoreFault,
  TransactionError,
  TransactionFault,
  UtxoError,
  UtxoFault,
} from './errors.js';

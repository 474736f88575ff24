export { createTimeNode, TimeNode, type TimeNodeOptions, type TimeNodeStatus } from './time-node.js';
export { mainnet, networkNamed, PROTOCOL_VERSION, testnet, type TimeNetwork } from './networks.js';
export {
  blockHash,
  blockMerkleRoot,
  checkBlock,
  makeBlock,
  type BlockLink,
  type CheckedBlock,
} from './chain/block.js';
export { checkTransaction, txid, type CheckedTransaction } from './transactions/transaction.js';
export { merkleRoot } from './chain/merkle.js';
export { BlockStore, DATABASE_ENCODING, type BlockDatabase } from './chain/block-store.js';
export { Chain, type AppendOutcome } from './chain/chain.js';
export { Mempool, type MempoolLimits } from './transactions/mempool.js';
export { type SyncOptions } from './chain/sync.js';
export { type ProducerOptions, type TransactionSource } from './chain/producer.js';
export {
  BlockError,
  BlockFault,
  StoreError,
  StoreFault,
  TransactionError,
  TransactionFault,
} from './errors.js';

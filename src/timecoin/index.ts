export { createTimeNode, TimeNode, type TimeNodeOptions, type TimeNodeStatus } from './time-node.js';
export { mainnet, networkNamed, PROTOCOL_VERSION, testnet, type TimeNetwork } from './networks.js';
export {
  blockHash,
  blockMerkleRoot,
  checkBlock,
  makeBlock,
  type BlockLink,
  type CheckedBlock,
} from './block.js';
export { checkTransaction, txid, type CheckedTransaction } from './transaction.js';
export { merkleRoot } from './merkle.js';
export { BlockStore, DATABASE_ENCODING, type BlockDatabase } from './block-store.js';
export { Chain, type AppendOutcome } from './chain.js';
export { Mempool, type MempoolLimits } from './mempool.js';
export { type SyncOptions } from './sync.js';
export { type ProducerOptions, type TransactionSource } from './producer.js';
export {
  BlockError,
  BlockFault,
  StoreError,
  StoreFault,
  TransactionError,
  TransactionFault,
} from './errors.js';

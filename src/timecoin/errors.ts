/** Why a transaction is not accepted. */
export const TransactionFault = {
  /** A part that must be there is missing. */
  INCOMPLETE: 'INCOMPLETE',
  NO_OUTPUTS: 'NO_OUTPUTS',
  /** The same output is spent twice in it. */
  SPENDS_TWICE: 'SPENDS_TWICE',
  /** The outputs together exceed what a u64 holds. */
  TOO_MUCH: 'TOO_MUCH',
  TOO_LARGE: 'TOO_LARGE',
  /** Its time lies too far ahead of this node's clock. */
  TOO_NEW: 'TOO_NEW',
  /** A pending transaction or a block already spends one of its outputs. */
  CONFLICT: 'CONFLICT',
  /** A block already holds it. */
  IN_CHAIN: 'IN_CHAIN',
  /** It was pending for too long, and no block took it. */
  EXPIRED: 'EXPIRED',
  /** The masternodes have decided against it. */
  REJECTED: 'REJECTED',
  /** No room for more pending transactions. */
  FULL: 'FULL',
} as const;
export type TransactionFault = (typeof TransactionFault)[keyof typeof TransactionFault];

/** A transaction that is not accepted; nothing was changed. */
export class TransactionError extends Error {
  override readonly name = 'TransactionError';
  readonly code: TransactionFault;

  constructor(code: TransactionFault, message: string) {
    super(message);
    this.code = code;
  }
}

/** Why a block is not accepted. */
export const BlockFault = {
  INCOMPLETE: 'INCOMPLETE',
  VERSION: 'VERSION',
  TOO_LARGE: 'TOO_LARGE',
  /** One of its transactions is not valid. */
  TRANSACTION: 'TRANSACTION',
  /** A transaction twice in the block, or again although an earlier block holds it. */
  DUPLICATE_TRANSACTION: 'DUPLICATE_TRANSACTION',
  /** An output that another transaction in it, or of an earlier block, spends. */
  SPENDS_TWICE: 'SPENDS_TWICE',
  REWARD: 'REWARD',
  MERKLE_ROOT: 'MERKLE_ROOT',
  /** Its time is before that of the block before. */
  TOO_OLD: 'TOO_OLD',
  /** Its time lies too far ahead of this node's clock. */
  TOO_NEW: 'TOO_NEW',
  /** The previous hash is not that of the block before. */
  LINK: 'LINK',
  /** It follows a block that breaks a rule. */
  BRANCH: 'BRANCH',
} as const;
export type BlockFault = (typeof BlockFault)[keyof typeof BlockFault];

/** A block that breaks a rule of the chain; nothing was changed. */
export class BlockError extends Error {
  override readonly name = 'BlockError';
  readonly code: BlockFault;

  constructor(code: BlockFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why what is said of a masternode is not accepted. */
export const MasternodeFault = {
  /** Nobody could dial it. */
  ADDRESS: 'ADDRESS',
  REWARD_ADDRESS: 'REWARD_ADDRESS',
  /** None of the four. */
  TIER: 'TIER',
  /** Not made by the key that it names. */
  SIGNATURE: 'SIGNATURE',
  /** Its time lies too far behind this node's clock. */
  TOO_OLD: 'TOO_OLD',
  /** Its time lies too far ahead of this node's clock. */
  TOO_NEW: 'TOO_NEW',
} as const;
export type MasternodeFault = (typeof MasternodeFault)[keyof typeof MasternodeFault];

/** An announcement of a masternode that is not accepted; nothing was changed. */
export class MasternodeError extends Error {
  override readonly name = 'MasternodeError';
  readonly code: MasternodeFault;

  constructor(code: MasternodeFault, message: string) {
    super(message);
    this.code = code;
  }
}

/** What is wrong with stored blocks. */
export const StoreFault = {
  /** An entry is not what was written: bytes changed, or missing. */
  CORRUPT: 'CORRUPT',
  /** The blocks are another network's. */
  NETWORK: 'NETWORK',
  /** Another process has the store open, or it cannot be read or written. */
  UNAVAILABLE: 'UNAVAILABLE',
} as const;
export type StoreFault = (typeof StoreFault)[keyof typeof StoreFault];

/** Stored blocks that cannot be used. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreFault;
  /** Of the block that is CORRUPT, if it is nothing else: it can be fetched again. */
  readonly height: number | undefined;

  constructor(code: StoreFault, message: string, options?: ErrorOptions & { readonly height?: number }) {
    super(message, options);
    this.code = code;
    this.height = options?.height;
  }
}

/** Why something about unspent outputs is not done. */
export const UtxoFault = {
  /** An output cannot come from its state to that one. */
  ILLEGAL_TRANSITION: 'ILLEGAL_TRANSITION',
  /** A subscription to nothing. */
  NOTHING: 'NOTHING',
  /** More than a peer lets one node subscribe to. */
  FULL: 'FULL',
  /** A peer's set changed whenever it was read. */
  UNSTABLE: 'UNSTABLE',
  /** A peer's set is not in order, or does not go on where the page before ended. */
  DISORDER: 'DISORDER',
} as const;
export type UtxoFault = (typeof UtxoFault)[keyof typeof UtxoFault];

/** A state, a subscription or a set of outputs that cannot be had; nothing was changed. */
export class UtxoError extends Error {
  override readonly name = 'UtxoError';
  readonly code: UtxoFault;

  constructor(code: UtxoFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why something cannot be done for consensus. */
export const ConsensusFault = {
  /** Only a masternode proposes and votes, and this node is none. */
  NO_MASTERNODE: 'NO_MASTERNODE',
} as const;
export type ConsensusFault = (typeof ConsensusFault)[keyof typeof ConsensusFault];

/** A proposal or vote that this node cannot make. */
export class ConsensusError extends Error {
  override readonly name = 'ConsensusError';
  readonly code: ConsensusFault;

  constructor(code: ConsensusFault, message: string) {
    super(message);
    this.code = code;
  }
}

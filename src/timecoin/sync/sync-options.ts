/** How a node fetches the blocks it lacks. */
export interface SyncOptions {
  /** A peer that has not sent the blocks it was asked for by then is replaced. */
  readonly requestTimeoutMs: number;
  /** The same for a question about its height or a hash. */
  readonly questionTimeoutMs: number;
  /** How long a peer that stalled, failed or lied is not asked again. */
  readonly asideMs: number;
  /** How often all peers are asked for their height. */
  readonly pollMs: number;
  /** How often a long sync says how far it is. */
  readonly progressMs: number;
  /** Peers that are asked for blocks at once. */
  readonly peers: number;
  /** Requests for blocks at once to one peer. */
  readonly requestsPerPeer: number;
  /** How far ahead of the block that is checked next others are asked for. */
  readonly bufferBlocks: number;
  /** What blocks that wait for their turn may take, those under way included. */
  readonly bufferBytes: number;
  /** How far back a branch may begin that is still fetched. */
  readonly maxReorgBlocks: number;
}

export const defaultSyncOptions: SyncOptions = {
  requestTimeoutMs: 15_000,
  questionTimeoutMs: 5_000,
  asideMs: 60_000,
  pollMs: 60_000,
  progressMs: 5_000,
  peers: 4,
  requestsPerPeer: 2,
  bufferBlocks: 2_000,
  bufferBytes: 32 * 1024 * 1024,
  maxReorgBlocks: 100,
};

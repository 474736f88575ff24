import type { PeerId } from '../../peer/peer.js';

/** What a sync tells the node around it. */
export interface SyncEvents {
  /** A run has ended in which blocks were appended. */
  onSynced(): void;
  /** A peer sent what an honest one cannot have. */
  onLie(peer: PeerId, problem: string): void;
  /** The store failed. Nothing more is fetched. */
  onFailure(error: unknown): void;
}

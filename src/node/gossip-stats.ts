import type { AnnouncerStats } from './announcer.js';
import type { FetcherStats } from './fetcher.js';

/** What became of gossiped messages. */
export interface GossipStats extends AnnouncerStats, FetcherStats {
  /** Own messages, each counted once. */
  readonly published: number;
  readonly accepted: number;
  readonly refused: number;
  /** Messages that could not be judged yet. */
  readonly postponed: number;
  /** Copies of what was decided before … */
  readonly duplicates: number;
  /** … and their payload bytes. */
  readonly duplicateBytes: number;
  /** Announcements of what was decided before, or is of no use here. */
  readonly idleAnnouncements: number;
  /** Frames queued for peers, own messages included. */
  readonly relayed: number;
  /** Messages remembered now: keys of accepted ones, and digests of all. */
  readonly remembered: number;
}

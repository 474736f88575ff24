import type { HeartbeatStats } from './heartbeat.js';

/** What the session of a connection has done and holds now. */
export interface SessionStats {
  /** Whole messages of the schema, parts joined. */
  readonly messagesIn: number;
  /** Requests of ours that await their response. */
  readonly pendingResponses: number;
  /** Streams of the peer that we read and that have not ended. */
  readonly openStreams: number;
  /** Messages with ACK to this peer that are not settled. */
  readonly unacknowledged: number;
  /** Handlers of this peer's messages that have not settled. */
  readonly runningHandlers: number;
  /** Payload bytes of unfinished messages, and what items of streams take that nobody has read yet. */
  readonly assemblyBytes: number;
  /** Frames and messages read and not delivered. */
  readonly discarded: number;
  /** Responses, Acks, Cancels and errors for ids that were forgotten. */
  readonly late: number;
  /** Messages with ACK that came again and were not dispatched again. */
  readonly repeated: number;
}

/** What one connection has done and holds now. Bytes are wire bytes unless said otherwise. */
export interface ConnectionStats extends SessionStats, HeartbeatStats {
  readonly framesIn: number;
  readonly framesOut: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly queuedBytes: number;
  readonly queuedFrames: number;
  /** Gossip messages not sent, because of their rate. */
  readonly dropped: number;
  readonly violations: number;
}

/** The figures of a connection that is not open yet. */
export const NO_SESSION_STATS: SessionStats & HeartbeatStats = Object.freeze({
  messagesIn: 0,
  pendingResponses: 0,
  openStreams: 0,
  unacknowledged: 0,
  runningHandlers: 0,
  assemblyBytes: 0,
  discarded: 0,
  late: 0,
  repeated: 0,
  pingsSent: 0,
  pongsMatched: 0,
  pongsUnmatched: 0,
  rttMs: Number.NaN,
});

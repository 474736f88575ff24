/** What one connection has done and holds now. Bytes are wire bytes unless said otherwise. */
export interface ConnectionStats {
  readonly framesIn: number;
  readonly framesOut: number;
  /** Whole messages of the schema, parts joined. */
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly queuedBytes: number;
  readonly queuedFrames: number;
  /** Requests of ours that await their response. */
  readonly pendingResponses: number;
  /** Messages with ACK to this peer that are not settled. */
  readonly unacknowledged: number;
  /** Handlers of this peer's messages that have not settled. */
  readonly runningHandlers: number;
  /** Payload bytes of unfinished messages. */
  readonly assemblyBytes: number;
  readonly pingsSent: number;
  readonly pongsMatched: number;
  readonly pongsUnmatched: number;
  /** Smoothed round trip of Ping and Pong; NaN before the first. */
  readonly rttMs: number;
  /** Frames and messages read and not delivered. */
  readonly discarded: number;
  /** Responses, Acks, Cancels and errors for ids that were forgotten. */
  readonly late: number;
  /** Messages with ACK that came again and were not dispatched again. */
  readonly repeated: number;
  readonly violations: number;
}

/** What the demonstration's process tells a node's process. */
export type ToNode = StartNode | { readonly type: 'report' } | { readonly type: 'stop' };

export interface StartNode {
  readonly type: 'start';
  readonly network: string;
  readonly listen: string;
  readonly peers: readonly string[];
  readonly dataDir: string;
  /** Present for the node that has the back-log and makes the blocks. */
  readonly produce?: { readonly intervalMs: number; readonly untilHeight: number | undefined } | undefined;
}

/** What a node's process tells. Times are Unix milliseconds. */
export type FromNode =
  | { readonly type: 'ready'; readonly id: string; readonly address: string; readonly height: number }
  | { readonly type: 'connected'; readonly peer: string; readonly direction: string; readonly at: number }
  | { readonly type: 'disconnected'; readonly peer: string; readonly reason: string; readonly at: number }
  | { readonly type: 'synced'; readonly blocks: number; readonly seconds: number; readonly at: number }
  | BlockSeen
  | { readonly type: 'usedUp'; readonly height: number; readonly at: number }
  | { readonly type: 'warning'; readonly text: string; readonly at: number }
  | { readonly type: 'report'; readonly report: NodeReport; readonly wasAsked: boolean }
  | { readonly type: 'failed'; readonly reason: string };

export interface BlockSeen {
  readonly type: 'block';
  readonly height: number;
  readonly hash: string;
  readonly transactions: number;
  readonly bytes: number;
  readonly at: number;
}

/** Where a node stands; totals since its start. */
export interface NodeReport {
  readonly peers: number;
  readonly height: number;
  readonly tip: string;
  readonly syncing: boolean;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Mean over the connections; undefined before the first pong. */
  readonly rttMs: number | undefined;
  readonly queuedBytes: number;
}

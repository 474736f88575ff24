// What cells and contenders are called, for those who measure and those who judge.

export const BEFORE = 'before: JSON line, encoded per peer, 5 log lines';
export const AFTER = 'after: JSON line, encoded once, half a log line';
export const WS = 'ws, encoded and sent per peer';
export const UWEBSOCKETS = 'uWebSockets publish';
export const OURS = 'framewright';
export const FLOOR = 'floor: prepared bytes, one write a peer a turn';

export function sustainedName(peers: number, payloadBytes: number, perTick: number): string {
  const size = payloadBytes < 1024 ? `${payloadBytes} B` : `${payloadBytes / 1024} KiB`;
  return `broadcast to ${peers} peers, sustained: ${size}, ${perTick} per tick`;
}

// What cells and contenders are called, for those who measure and those who judge.

export const BEFORE = 'before: JSON line, encoded per peer, 5 log lines';
export const AFTER = 'after: JSON line, encoded once, half a log line';
export const BEFORE_UNLOGGED = 'before, without its log';
export const AFTER_UNLOGGED = 'after, without its log';
export const WS = 'ws, encoded and sent per peer';
export const UWEBSOCKETS = 'uWebSockets publish';
export const NATS = 'NATS';
export const SOCKET_IO = 'socket.io';
export const GRPC = 'gRPC, a stream a peer';
export const OURS = 'framewright';
export const FLOOR = 'floor: prepared bytes, one write a peer a turn';

/** Of a request. */
export const ECHO_FLOOR = 'floor: bytes echoed, not looked at';

/** Of many requests at once. */
export const REQUEST_FLOOR = 'floor: written by hand, on our wire';

/** Of a ping beside a transfer. */
export const BULK_FLOOR = 'floor: written by hand, nothing kept';

export function sustainedName(peers: number, payloadBytes: number, perTick: number): string {
  const size = payloadBytes < 1024 ? `${payloadBytes} B` : `${payloadBytes / 1024} KiB`;
  return `broadcast to ${peers} peers, sustained: ${size}, ${perTick} per tick`;
}

export function isolatedName(peers: number): string {
  return `one isolated broadcast until the last of ${peers} has it`;
}

export function pacedName(peers: number, part: 'p50' | 'p99'): string {
  return `20,000 broadcasts/s × ${peers} peers, paced: delay ${part}`;
}

export function onePeerName(perTick: number): string {
  return `one peer, 64 B, ${perTick} per batch`;
}

export function enqueueName(peers: number): string {
  return `encode and enqueue alone to ${peers} peers: 64 B, no kernel`;
}

export function heartbeatName(peers: number): string {
  return `${peers} peers' heartbeats: CPU of a round on the wire`;
}

export function heartbeatCheckName(peers: number): string {
  return `${peers} peers' heartbeats with traffic flowing: a peer's check, no Ping written`;
}

export const LOG_LINES = 'log lines per message at the default level';

export function stoppedReaderName(megabytes: number): string {
  return `stopped reader, ${megabytes} MB offered: heap and external memory after a collection`;
}

export function scaleName(peers: number): string {
  return `CPU per delivery: ${peers} peers, a hundred times as many, ten times the messages`;
}

/** Who is in that cell: the same number of deliveries a second, unless there are `times` as many. */
export function scaledName(contender: string, peers: number, times = 1): string {
  const [name] = contender.split(',');
  return `${name}, ${peers.toLocaleString('en')} peers${times === 1 ? '' : `, ${times} × the messages`}`;
}

export const requestNames = {
  rate: 'requests and responses: 64 B, 64 in flight',
  one: 'requests and responses: 64 B, p50 of one',
  best: 'requests and responses: 64 B, best tenth of one',
} as const;

export function bulkNames(mebibytes: number) {
  const name = `ping behind a queued ${mebibytes} MiB transfer`;
  return { p50: `${name}: p50`, p99: `${name}: p99`, speed: `${name}: the transfer` } as const;
}

export const PROPAGATION = 'block 357238, 168 kB, announced at one node until the last of 10 has appended it';

/** Of that. */
export const PROPAGATION_FLOOR = 'floor: bare sockets, txids and Merkle root checked once a node';

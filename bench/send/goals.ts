import type { Goal } from '../goals.js';
import {
  BEFORE,
  bulkNames,
  ECHO_FLOOR,
  enqueueName,
  FLOOR,
  heartbeatCheckName,
  heartbeatName,
  isolatedName,
  LOG_LINES,
  onePeerName,
  OURS,
  pacedName,
  PROPAGATION,
  requestNames,
  scaledName,
  scaleName,
  stoppedReaderName,
  sustainedName,
  UWEBSOCKETS,
  WS,
} from './names.js';

/** What sending is to reach. */
export const sendGoals: readonly Goal[] = [
  sustained(64, 1, 'before', BEFORE, 50, 300),
  sustained(64, 16, 'before', BEFORE, 50, 300),
  sustained(1024, 1, 'before', BEFORE, 50, 90),
  sustained(1024, 16, 'before', BEFORE, 50, 90),
  // At this size nothing is gained by waiting for more: a write a peer a turn is what there is.
  { ...sustained(65_536, 1, 'before', BEFORE, 12, 15), floor: FLOOR },
  { ...sustained(65_536, 16, 'before', BEFORE, 12, 15), floor: FLOOR },
  sustained(64, 1, 'ws', WS, 50, 90),
  sustained(64, 16, 'ws', WS, 50, 90),
  sustained(64, 1, 'uWebSockets', UWEBSOCKETS, 15, 30),
  sustained(64, 16, 'uWebSockets', UWEBSOCKETS, 3, 5),
  { name: enqueueName(50), cell: enqueueName(50), ours: OURS, peer: BEFORE, must: 200, aim: 400 },
  isolated(UWEBSOCKETS, 1.1, 1),
  paced(FLOOR, 1.3, 1),
  onePeer(16, 8, 12),
  onePeer(256, 25, 35),
  { name: requestNames.rate, cell: requestNames.rate, ours: OURS, peer: 'ws', must: 4, aim: 5.5 },
  {
    name: requestNames.one,
    cell: requestNames.one,
    ours: OURS,
    peer: 'ws',
    must: 1.15,
    aim: 1.3,
    floor: ECHO_FLOOR,
  },
  value(bulkNames(64).p99, 2, 1),
  { name: bulkNames(64).speed, cell: bulkNames(64).speed, ours: OURS, peer: 'ws', must: 1.5, aim: 1.8 },
  heartbeats(BEFORE, 4.5, 6),
  value(heartbeatCheckName(100), 1, 1),
  // The default cap is 67 MB a peer.
  value(stoppedReaderName(250), 67 + 10, 67 + 5),
  { name: LOG_LINES, cell: LOG_LINES, ours: OURS, peer: BEFORE, kind: 'time', must: 0.1, aim: 0.01 },
  scaled('at 5,000 peers', 5_000, 1, 1.5, 1),
  scaled('at ten times the messages', 50, 10, 0.5, 0.3),
  { name: PROPAGATION, cell: PROPAGATION, ours: OURS, peer: 'JSON line a message', must: 10, aim: 20 },
];

function isolated(peer: string, must: number, aim: number): Goal {
  const cell = isolatedName(50);
  return { name: cell, cell, ours: OURS, peer, kind: 'time', must, aim, floor: FLOOR };
}

function paced(peer: string, must: number, aim: number): Goal {
  const cell = pacedName(50, 'p99');
  return { name: cell, cell, ours: OURS, peer, kind: 'time', must, aim };
}

function onePeer(perTick: number, must: number, aim: number): Goal {
  const cell = onePeerName(perTick);
  return { name: cell, cell, ours: OURS, peer: WS, must, aim, floor: FLOOR };
}

function heartbeats(peer: string, must: number, aim: number): Goal {
  const cell = heartbeatName(100);
  return { name: cell, cell, ours: OURS, peer, must, aim, floor: FLOOR };
}

function scaled(name: string, peers: number, times: number, must: number, aim: number): Goal {
  return {
    ...{ name: `CPU per delivery ${name}`, cell: scaleName(50), kind: 'time', must, aim },
    ...{ ours: scaledName(OURS, peers, times), peer: scaledName(OURS, 50) },
    floor: scaledName(FLOOR, peers, times),
  };
}

function value(cell: string, must: number, aim: number): Goal {
  return { name: cell, cell, ours: OURS, peer: '', kind: 'value', must, aim };
}

function sustained(
  payloadBytes: number,
  perTick: number,
  against: string,
  peer: string,
  must: number,
  aim: number,
): Goal {
  const cell = sustainedName(50, payloadBytes, perTick);
  return { name: `${cell}, against ${against}`, cell, ours: OURS, peer, must, aim };
}

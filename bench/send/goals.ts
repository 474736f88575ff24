import type { Goal } from '../goals.js';
import {
  BEFORE,
  BULK_FLOOR,
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
  PROPAGATION_FLOOR,
  REQUEST_FLOOR,
  requestNames,
  scaledName,
  scaleName,
  stoppedReaderName,
  sustainedName,
  UWEBSOCKETS,
  WS,
} from './names.js';

/** At most so many times the peer's time. */
const TIME = { kind: 'time' } as const;

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
  against(BEFORE, enqueueName(50), 200, 400),
  { ...against(UWEBSOCKETS, isolatedName(50), 1.1, 1), ...TIME, floor: FLOOR },
  { ...against(FLOOR, pacedName(50, 'p99'), 1.3, 1), ...TIME },
  { ...against(WS, onePeerName(16), 8, 12), floor: FLOOR },
  { ...against(WS, onePeerName(256), 25, 35), floor: FLOOR },
  { ...against('ws', requestNames.rate, 4, 5.5), floor: REQUEST_FLOOR },
  { ...against('ws', requestNames.one, 1.15, 1.3), floor: ECHO_FLOOR },
  { ...value(bulkNames(64).p99, 2, 1), floor: BULK_FLOOR },
  { ...against('ws', bulkNames(64).speed, 1.5, 1.8), floor: BULK_FLOOR },
  { ...against(BEFORE, heartbeatName(100), 4.5, 6), floor: FLOOR },
  value(heartbeatCheckName(100), 1, 1),
  // The default cap is 67 MB a peer.
  value(stoppedReaderName(250), 67 + 10, 67 + 5),
  { ...against(BEFORE, LOG_LINES, 0.1, 0.01), ...TIME },
  scaled('at 5,000 peers', 5_000, 1, 1.5, 1),
  scaled('at ten times the messages', 50, 10, 0.5, 0.3),
  { ...against('JSON line a message', PROPAGATION, 10, 20), floor: PROPAGATION_FLOOR },
];

function against(peer: string, cell: string, must: number, aim: number): Goal {
  return { name: cell, cell, ours: OURS, peer, must, aim };
}

/** At most so much, in the cell's unit. */
function value(cell: string, must: number, aim: number): Goal {
  return { ...against('', cell, must, aim), kind: 'value' };
}

function sustained(
  payloadBytes: number,
  perTick: number,
  name: string,
  peer: string,
  must: number,
  aim: number,
): Goal {
  const cell = sustainedName(50, payloadBytes, perTick);
  return { ...against(peer, cell, must, aim), name: `${cell}, against ${name}` };
}

function scaled(name: string, peers: number, times: number, must: number, aim: number): Goal {
  return {
    ...against(scaledName(OURS, 50), scaleName(50), must, aim),
    ...TIME,
    name: `CPU per delivery ${name}`,
    ours: scaledName(OURS, peers, times),
    floor: scaledName(FLOOR, peers, times),
  };
}

import type { Goal } from '../goals.js';
import { BEFORE, OURS, sustainedName, UWEBSOCKETS, WS } from './names.js';

/** What sending is to reach. */
export const sendGoals: readonly Goal[] = [
  sustained(64, 1, 'before', BEFORE, 50, 300),
  sustained(64, 16, 'before', BEFORE, 50, 300),
  sustained(1024, 1, 'before', BEFORE, 50, 90),
  sustained(1024, 16, 'before', BEFORE, 50, 90),
  sustained(65_536, 1, 'before', BEFORE, 12, 15),
  sustained(65_536, 16, 'before', BEFORE, 12, 15),
  sustained(64, 1, 'ws', WS, 50, 90),
  sustained(64, 16, 'ws', WS, 50, 90),
  sustained(64, 1, 'uWebSockets', UWEBSOCKETS, 15, 30),
  sustained(64, 16, 'uWebSockets', UWEBSOCKETS, 3, 5),
];

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

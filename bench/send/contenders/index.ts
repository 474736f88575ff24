import type { SendContender } from '../contender.js';
import { floor } from './floor.js';
import { framewright } from './framewright.js';
import { grpc } from './grpc.js';
import { after, afterUnlogged, before, beforeUnlogged } from './json-lines.js';
import { nats } from './nats.js';
import { socketIo } from './socket-io.js';
import { uwebsockets } from './uwebsockets.js';
import { wsPerPeer, wsShared } from './ws.js';

/** Who broadcasts, the first of which is what the ratios are to. */
export const broadcasters: readonly SendContender[] = [
  before,
  after,
  wsPerPeer,
  wsShared,
  uwebsockets,
  nats,
  socketIo,
  grpc,
  framewright,
  floor,
];

const all = [...broadcasters, beforeUnlogged, afterUnlogged];

/** For the process of receivers, which is told a name. */
export function contenderNamed(name: string): SendContender {
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no contender is called ${name}`);
  return found;
}

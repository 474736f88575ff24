import { bulkFloor } from './bulk-floor.js';
import { byHand } from './by-hand.js';
import { echo } from './echo.js';
import { framewright } from './framewright.js';
import { grpc } from './grpc.js';
import { jsonLines } from './json-lines.js';
import type { LinkContender } from './link.js';
import { nats } from './nats.js';
import { socketIo } from './socket-io.js';
import { ws } from './ws.js';

/** Who asks, the first of which is what the ratios are to. */
export const linkContenders: readonly LinkContender[] = [
  ws,
  jsonLines,
  nats,
  socketIo,
  grpc,
  framewright,
  echo,
  byHand,
  bulkFloor,
];

/** For the peer's process, which is told a name. */
export function linkNamed(name: string): LinkContender {
  const found = linkContenders.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no link is called ${name}`);
  return found;
}

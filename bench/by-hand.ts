import { ownCall } from '../src/bench/harness.js';
import type { Family, Way } from '../src/bench/way.js';
import type { Codec } from '../src/codec/codec.js';
import { Frame, payloadOf, wireBytesOf } from '../src/wire/frame.js';
import { readBlockResponse } from './by-hand-block.js';
import { decodeBy, readGetBlocks, readPing, readVersion } from './by-hand-read.js';
import { BY_HAND_FLOOR } from './goals.js';
import { frameBy, writeTransactionBroadcast, writeVersion, type Write } from './by-hand-write.js';

/** Room that a writer may try in vain. */
const SPARE_BYTES = 1_024;

interface ByHand {
  readonly write?: Write<never>;
  readonly read?: (bytes: Uint8Array) => object;
}

const byHand: Readonly<Record<string, ByHand>> = {
  'timecoin.TransactionBroadcast': { write: writeTransactionBroadcast },
  'timecoin.Version': { write: writeVersion, read: readVersion },
  'framewright.Ping': { read: readPing },
  'timecoin.GetBlocks': { read: readGetBlocks },
  'timecoin.BlockResponse': { read: readBlockResponse },
};

/** What hand-written code with the same checks and the same result reaches: checked as contenders are, but none. */
const floor: Family = {
  name: 'by hand',
  packages: [],
  prepare({ codec: ofMessage, value, bytes, message }) {
    const ways: Way[] = [];
    const found = byHand[message];
    if (found === undefined) return Promise.resolve(ways);
    const codec = ofMessage as Codec<object>;
    const floor = { name: BY_HAND_FLOOR, isFloor: true } as const;
    if (found.write !== undefined) {
      const slab = new Uint8Array(wireBytesOf(bytes.length) + SPARE_BYTES);
      const frame = frameBy(codec, found.write as Write<object>);
      ways.push({
        ...floor,
        direction: 'encode',
        run: ownCall((message: object) => frame(message, slab, 0), value),
        payload: (end) => payloadOf(new Frame(slab, 0, end as number)),
      });
    }
    if (found.read !== undefined) {
      const run = ownCall(decodeBy(codec, found.read), bytes);
      ways.push({ ...floor, direction: 'decode', run, input: bytes, read: (made) => made });
    }
    return Promise.resolve(ways);
  },
};

/** For the worker to load. */
export const families: readonly Family[] = [floor];

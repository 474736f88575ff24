import { Credit } from '../../generated/framewright/control.js';
import { RequestError } from '../../src/peer/errors.js';
import { OwnType } from '../../src/peer/own-type.js';
import type { InboundMessage } from '../../src/peer/peer.js';
import { encodeFrame, type Frame } from '../../src/wire/frame.js';
import { Flag } from '../../src/wire/header.js';
import { Type } from './peer-rig.js';
import type { RawFrame, RawPeer } from './raw-peer.js';
import { openRaw, type RawRig, type RawRigOptions } from './raw-rig.js';
import type { PeerConnection } from '../../src/peer/connection.js';

export const PEER = '01'.repeat(32);
export const CREDIT = 262_144;
const local = { capabilities: ['streams'] };

/** A node and a raw peer that both offer streams. */
export function openStreaming(options: RawRigOptions = {}): Promise<RawRig & { connection: PeerConnection }> {
  return openRaw({ ...options, local, rawLocal: local });
}

/** An item of so many payload bytes, each `fill`. */
export function item(id: number, bytes: number, fill = 7, type: number = Type.ITEM): Frame {
  return encodeFrame(type, Flag.RESPONSE, id, new Uint8Array(bytes).fill(fill));
}

export function end(id: number): RawFrame {
  return { type: OwnType.END, flags: Flag.RESPONSE, id };
}

export function credit(id: number, bytes: number): RawFrame {
  return { type: OwnType.CREDIT, id, payload: Credit.encode(Credit.create({ bytes })) };
}

/** What the raw peer was granted for a stream. */
export function granted(raw: RawPeer, id: number): number {
  const credits = raw.of(OwnType.CREDIT).filter((frame) => frame.id === id);
  return credits.reduce((sum, { payload }) => sum + Credit.decode(payload).bytes, 0);
}

/** What one read brings: the item's length, `end`, or the code of its error. */
export async function read(items: AsyncIterator<InboundMessage, undefined>): Promise<unknown> {
  try {
    const { done, value } = await items.next();
    return done === true ? 'end' : value.payload.length;
  } catch (error) {
    return error instanceof RequestError ? String(error.code) : error;
  }
}

/** Reads to the end. */
export async function readAll(items: AsyncIterator<InboundMessage, undefined>): Promise<unknown[]> {
  const all: unknown[] = [];
  for (;;) {
    const one = await read(items);
    all.push(one);
    if (typeof one !== 'number') return all;
  }
}

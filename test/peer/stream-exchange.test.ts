import { describe, expect, test } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import { Credit } from '../../generated/framewright/control.js';
import { BlockResponse, StreamBlocks } from '../../generated/timecoin/chain.js';
import type { JsonValue } from '../../src/codec/codec.js';
import { FIRST_SCHEMA_TYPE, OwnType } from '../../src/peer/own-type.js';
import type { Frame } from '../../src/wire/frame.js';
import { bytesOf, exchanges, type Turn } from '../vectors/read.js';
import { rawBytes, type RawPeer } from './raw-peer.js';
import { openStreaming, PEER } from './stream-rig.js';

const types = catalog;

/** What the node has sent under the id of a stream: Credits of the connection are another matter. */
function sent(raw: RawPeer, id: number): string[] {
  return raw.frames.filter((frame) => frame.id === id).map((frame) => hexOf(rawBytes(frame)));
}

/** Grants the connection what it reads, as every reader does. */
function grantAll(raw: RawPeer): void {
  let received = 0;
  raw.onFrame = ({ type, payload }) => {
    if (type < FIRST_SCHEMA_TYPE) return;
    const responseBytes = 12 + payload.length;
    received += responseBytes;
    const grant = Credit.create({ responseBytes, received });
    raw.send({ type: OwnType.CREDIT, payload: Credit.encode(grant) });
  };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function of(turns: readonly Turn[], from: Turn['from']): string[] {
  return turns.filter((turn) => turn.from === from).map(({ bytes }) => hexOf(bytesOf(bytes)));
}

function itemsOf(turns: readonly Turn[], id: number): Frame[] {
  return turns
    .filter(({ message }) => message === BlockResponse.name)
    .map(({ json }) => BlockResponse.frame(BlockResponse.fromJson(json as JsonValue), id));
}

describe.each(exchanges)('$name', ({ turns }) => {
  const [request] = turns;
  const { id, json } = request!;

  test('a node that serves the stream sends exactly this', async () => {
    const { runtime, node, raw } = await openStreaming({ types });
    grantAll(raw);
    node.handle = async function* () {
      for (const item of itemsOf(turns, id)) yield await Promise.resolve(item);
    };
    for (const { from, bytes } of turns) {
      if (from === 'reader') raw.send(bytesOf(bytes));
      await runtime.clock.settle();
    }
    expect(sent(raw, id)).toEqual(of(turns, 'source'));
    expect(raw.goodbye).toBeUndefined();
  });

  test('a node that reads the stream sends exactly this', async () => {
    const { runtime, node, raw } = await openStreaming({ types });
    const message = StreamBlocks.fromJson(json as JsonValue);
    const items = node.registry.stream(PEER, StreamBlocks.frame(message, id));
    const read: string[] = [];
    const reading = (async () => {
      for await (const { payload } of items) read.push(hexOf(payload));
    })();
    await runtime.clock.settle();
    for (const { from, bytes } of turns) {
      if (from === 'source') raw.send(bytesOf(bytes));
      await runtime.clock.settle();
    }
    await reading;
    expect(sent(raw, id)).toEqual(of(turns, 'reader'));
    expect(read).toEqual(itemsOf(turns, id).map(({ bytes }) => hexOf(bytes.subarray(12))));
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { Assembler } from '../../src/wire/assembler.js';
import { GoodbyeCode, ProtocolError } from '../../src/wire/codes.js';
import { inflateFrame } from '../../src/wire/compression.js';
import { encodeFrame, finishFrame, partsOf } from '../../src/wire/frame.js';
import { FrameReader, type WireFrame } from '../../src/wire/frame-reader.js';
import { Flag, HEADER_BYTES, readHeader } from '../../src/wire/header.js';
import { Priority, type TypeInfo } from '../../src/wire/type-table.js';
import type { Outcome, Setting } from '../vectors/decoder.js';
import { bytesOf, frames, parts, streams } from '../vectors/read.js';
import { faultOf, optionsOf, requests, responses, toJson, types } from '../vectors/schema.js';

const table = new Map<number, TypeInfo>();
for (const [type, message] of types) {
  // Of a capability, which the vectors' receiver has not.
  if (type >= 65_280) continue;
  table.set(type, {
    name: message.fullName.slice(1),
    type,
    priority: Priority.NORMAL,
    requiresAck: false,
    isResponse: responses.has(message),
    response: requests.has(message) ? { type: 0, name: 'whichever' } : undefined,
    responseStream: false,
    maxBytes: optionsOf(message).max_bytes,
    rate: undefined,
    gossip: false,
    compress: optionsOf(message).compress === true,
  });
}

// What the wire layer makes of a stream; answers, violations and the connection's state are for the layers above.
type Reading = Pick<Outcome, 'messages' | 'discarded' | 'left'> & { goodbye?: { code: number; at: number } };

function read(chunks: readonly Uint8Array[], setting: Setting, chunksEndFrames = false): Reading {
  const deflates = setting.capabilities?.includes('deflate') === true;
  const reader = new FrameReader({ chunksEndFrames });
  reader.allowsCompressed = deflates;
  const assembler = new Assembler(table, setting.largest_message ?? 8_388_608);
  const reading: Reading = { messages: [], discarded: [], left: 0 };
  let at = 0;
  try {
    for (const chunk of chunks) {
      reader.push(chunk);
      for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
        if (!take(frame)) return { ...reading, left: chunksLength(chunks) - at - sizeOf(frame) };
        at += sizeOf(frame);
      }
    }
    return { ...reading, left: reader.bufferedBytes };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { ...reading, goodbye: { code: error.goodbye, at } };
  }

  // False on Goodbye, after which nothing is read.
  function take(frame: WireFrame): boolean {
    const { type, flags, id, payload } = frame;
    if (type < 32) {
      if (!types.has(type)) reading.discarded.push({ at, why: 'unknown-own' });
      else reading.messages.push(messageOf(type, flags, id, payload));
      if (type === 6 || type === 8) assembler.abandon(id, (flags & Flag.RESPONSE) !== 0);
      return type !== 5;
    }
    const isCompressed = deflates && (flags & Flag.COMPRESSED) !== 0;
    const read = isCompressed ? inflateFrame(frame, table) : { frame, fault: undefined };
    const result = assembler.add(read.frame, 0, read.fault);
    expect(result.creditBytes).toBe(sizeOf(read.frame));
    switch (result.kind) {
      case 'message':
        if (faultOf(types.get(type)!, result.message.payload) === undefined) {
          reading.messages.push(messageOf(type, result.message.flags, id, result.message.payload));
        } else reading.discarded.push({ at, why: 'malformed' });
        break;
      case 'malformed':
        reading.discarded.push({ at, why: 'malformed' });
        break;
      case 'unknown':
        reading.discarded.push({ at, why: 'unknown' });
        break;
      case 'stray':
        reading.discarded.push({ at, why: 'no-assembly' });
        break;
      case 'too-large':
        throw new ProtocolError(GoodbyeCode.TOO_LARGE, result.problem);
      case 'stored':
    }
    return true;
  }
}

function messageOf(
  type: number,
  flags: number,
  id: number,
  payload: Uint8Array,
): Outcome['messages'][number] {
  const message = types.get(type)!;
  const json = toJson(message, payload);
  return { message: message.fullName.slice(1), flags: flags & (Flag.RESPONSE | Flag.ACK), id, json };
}

const sizeOf = (frame: WireFrame): number => HEADER_BYTES + frame.payload.length;
const chunksLength = (chunks: readonly Uint8Array[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.length, 0);

function cutAtRandom(bytes: Uint8Array, random: SeededRandom): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = random.integer(1, Math.max(40, bytes.length >> 2));
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

describe.each(frames)('frames.json: $name', ({ header, hex }) => {
  const bytes = Buffer.from(hex, 'hex');
  const payload = bytes.subarray(HEADER_BYTES);

  it('reads and writes', () => {
    const reader = new FrameReader();
    reader.push(bytes);
    const { payload: read, ...frame } = reader.next()!;
    expect({ ...frame, length: read.length }).toEqual(header);
    expect(Buffer.from(read).equals(payload)).toBe(true);
    expect(
      Buffer.from(encodeFrame(header.type, header.flags, header.id, payload).bytes).toString('hex'),
    ).toBe(hex);
  });
});

describe.each(parts)('parts.json: $name', ({ frames, message, flags, id, ...vector }) => {
  it('splits', () => {
    const payload = bytesOf(vector.payload);
    const slab = new Uint8Array(HEADER_BYTES + payload.length);
    slab.set(payload, HEADER_BYTES);
    const [type] = [...table.values()].filter(({ name }) => name === message).map((info) => info.type);
    for (const frame of [
      encodeFrame(type!, flags, id, payload),
      finishFrame(slab, 0, payload.length, type!, flags, id),
    ]) {
      const split = partsOf(frame).map((part) => ({
        header: Buffer.from(part.subarray(0, HEADER_BYTES)).toString('hex'),
        isSame: Buffer.from(part.subarray(HEADER_BYTES)).equals(
          payload.subarray(
            readHeader(part).part * 65_536,
            readHeader(part).part * 65_536 + readHeader(part).length,
          ),
        ),
      }));
      expect(split).toEqual(frames.map(({ header }) => ({ header, isSame: true })));
    }
  });
});

const all = Object.entries(streams).flatMap(([file, vectors]) =>
  vectors.map((vector) => ({ file, ...vector })),
);
// Every other reject needs an own message's payload, or the connection's state or credit, and is tested with those.
const wireOnly = all.filter(
  ({ file, expect: { goodbye } }) =>
    file !== 'rejects' || goodbye?.name === 'FRAMING' || goodbye?.name === 'TOO_LARGE',
);

/** Long strings by their digest, so that a failure can be read. */
function brief(outcome: object): unknown {
  const shorten = (_key: string, value: unknown): unknown =>
    typeof value === 'string' && value.length > 200
      ? `${value.length} characters, ${createHash('sha256').update(value).digest('hex')}`
      : value;
  return JSON.parse(JSON.stringify(outcome, shorten));
}

describe('streams', () => {
  it('are not all for the layers above', () => {
    expect(wireOnly.filter(({ file }) => file === 'rejects').length).toBeGreaterThan(20);
  });

  it.each(wireOnly.map((vector) => [`${vector.file}.json: ${vector.name}`, vector] as const))(
    '%s',
    (_, { bytes, messages, setting = {}, expect: expected }) => {
      const { messages: complete = [], discarded = [], left = 0, goodbye } = expected;
      const outcome = brief({
        messages: complete,
        discarded,
        left,
        ...(goodbye === undefined ? {} : { goodbye: { code: goodbye.code, at: goodbye.at } }),
      });
      if (bytes === undefined) {
        const chunks = messages!.filter(({ kind }) => kind === 'binary').map((each) => bytesOf(each.bytes));
        // The transport itself rejects text and empty messages.
        if (chunks.length < messages!.length || chunks.some((chunk) => chunk.length === 0)) return;
        expect(brief(read(chunks, setting, true))).toEqual(outcome);
        return;
      }
      const stream = bytesOf(bytes);
      const random = new SeededRandom(stream.length);
      expect(brief(read([stream], setting))).toEqual(outcome);
      for (let round = 0; round < 5; round++)
        expect(brief(read(cutAtRandom(stream, random), setting))).toEqual(outcome);
      const step = stream.length > 4_000 ? stream.length >> 3 : 1;
      for (let cut = 0; cut < stream.length; cut += step) {
        expect(brief(read([stream.subarray(0, cut), stream.subarray(cut)], setting))).toEqual(outcome);
      }
    },
  );
});

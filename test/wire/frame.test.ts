import { describe, expect, it } from 'vitest';
import {
  encodeFrame,
  encodeFrameInto,
  finishFrame,
  Frame,
  framesIn,
  partOf,
  partsOf,
  payloadOf,
  reframe,
  wireBytesOf,
} from '../../src/wire/frame.js';
import { Flag, HEADER_BYTES, MAX_MESSAGE_BYTES, readHeader } from '../../src/wire/header.js';

const TYPE = 0x0105;
const ID = 9;
const UNTOUCHED = 0xee;

function payloadOfSize(size: number): Uint8Array {
  const payload = new Uint8Array(size);
  for (let index = 0; index < size; index++) payload[index] = (index * 31 + (index >>> 8)) & 0xff;
  return payload;
}

// How each size splits: the payload length of every part.
const sizes: readonly (readonly [number, readonly number[]])[] = [
  [0, [0]],
  [1, [1]],
  [65_535, [65_535]],
  [65_536, [65_536]],
  [65_537, [65_536, 1]],
  [131_072, [65_536, 65_536]],
  [200_000, [65_536, 65_536, 65_536, 3_392]],
];

function expectParts(
  frame: Frame,
  lengths: readonly number[],
  payload: Uint8Array,
  flags: number,
  id: number,
) {
  const parts = partsOf(frame);
  expect(parts.map((part) => readHeader(part))).toEqual(
    lengths.map((length, part) => ({
      length,
      type: TYPE,
      flags: part < lengths.length - 1 ? flags | Flag.MORE : flags,
      part,
      id,
    })),
  );
  const wire = Buffer.concat(parts);
  expect(wire.equals(frame.bytes)).toBe(true);
  const joined = Buffer.concat(parts.map((part) => part.subarray(HEADER_BYTES)));
  expect(joined.equals(payload)).toBe(true);
  expect(Buffer.from(payloadOf(frame)).equals(payload)).toBe(true);
  expect(frame).toMatchObject({ type: TYPE, flags, id, payloadBytes: payload.length });
  expect(frame.partCount).toBe(lengths.length);
  expect(frame.wireBytes).toBe(wireBytesOf(payload.length));
}

describe.each(sizes)('a payload of %i bytes', (size, lengths) => {
  const payload = payloadOfSize(size);

  it('becomes parts around an existing payload', () => {
    expectParts(encodeFrame(TYPE, Flag.RESPONSE, ID, payload), lengths, payload, Flag.RESPONSE, ID);
  });

  it.each([0, 5])('becomes parts in bytes of the caller, from %i on', (at) => {
    const bytes = new Uint8Array(at + wireBytesOf(size) + 7).fill(UNTOUCHED);
    const end = encodeFrameInto(bytes, at, TYPE, Flag.RESPONSE, ID, payload);
    expectParts(new Frame(bytes, at, end), lengths, payload, Flag.RESPONSE, ID);
    const outside = [...bytes.subarray(0, at), ...bytes.subarray(end)];
    expect(outside).toEqual(new Array(at + 7).fill(UNTOUCHED));
  });

  it('goes where it just fits, and where a byte is missing leaves all as it was', () => {
    const wireBytes = wireBytesOf(size);
    const fits = new Uint8Array(5 + wireBytes);
    expect(encodeFrameInto(fits, 5, TYPE, Flag.ACK, ID, payload)).toBe(fits.length);
    expectParts(new Frame(fits, 5, fits.length), lengths, payload, Flag.ACK, ID);
    const rooms = [0, 1, HEADER_BYTES - 1, HEADER_BYTES, 13, 65_547, 65_548, wireBytes - 1];
    for (const room of rooms.filter((room) => room < wireBytes)) {
      const bytes = new Uint8Array(5 + room).fill(UNTOUCHED);
      expect(encodeFrameInto(bytes, 5, TYPE, Flag.ACK, ID, payload)).toBe(5 + wireBytes);
      expect(bytes.every((byte) => byte === UNTOUCHED)).toBe(true);
    }
  });

  it('may lie in the bytes that it goes to', () => {
    const wireBytes = wireBytesOf(size);
    const bytes = new Uint8Array(wireBytes + 9 + size);
    bytes.set(payload, wireBytes + 9);
    const end = encodeFrameInto(bytes, 9, TYPE, 0, ID, bytes.subarray(wireBytes + 9));
    expectParts(new Frame(bytes, 9, end), lengths, payload, 0, ID);
  });

  it.each([
    ['in place, with room in the slab', wireBytesOf(size) + 7],
    ['in place, with no byte to spare', wireBytesOf(size)],
  ])('becomes parts %s', (_, room) => {
    const slab = new Uint8Array(5 + room);
    slab.set(payload, 5 + HEADER_BYTES);
    const frame = finishFrame(slab, 5, size, TYPE, Flag.ACK, ID);
    expect(frame.slab).toBe(slab);
    expect(frame.start).toBe(5);
    expectParts(frame, lengths, payload, Flag.ACK, ID);
  });

  it('becomes parts where the slab has room for the payload alone', () => {
    const slab = new Uint8Array(5 + HEADER_BYTES + size);
    slab.set(payload, 5 + HEADER_BYTES);
    const frame = finishFrame(slab, 5, size, TYPE, 0, ID);
    expect(frame.slab === slab).toBe(lengths.length === 1);
    expectParts(frame, lengths, payload, 0, ID);
  });

  it('gets new headers and leaves the old frame alone', () => {
    const frame = encodeFrame(TYPE, Flag.ACK, ID, payload);
    const before = Buffer.from(frame.bytes);
    expectParts(reframe(frame, { id: 77, flags: Flag.RESPONSE }), lengths, payload, Flag.RESPONSE, 77);
    expectParts(reframe(frame, { id: 78 }), lengths, payload, Flag.ACK, 78);
    expect(before.equals(frame.bytes)).toBe(true);
  });
});

describe('Frame', () => {
  it('shares its slab with the frame encoded next to it', () => {
    const slab = new Uint8Array(64);
    const first = finishFrame(slab, 0, 3, TYPE, 0, 0);
    const second = finishFrame(slab, first.end, 2, TYPE, 0, 0);
    expect(first.slab).toBe(second.slab);
    expect(slab.subarray(first.start, second.end).length).toBe(29);
    expect(first.bytes.buffer).toBe(slab.buffer);
    expect(first.bytes).toBe(first.bytes);
  });

  it('is found again among its neighbours', () => {
    const slab = new Uint8Array(80);
    const first = finishFrame(slab, 4, 3, TYPE, 0, 0);
    const second = finishFrame(slab, first.end, 0, TYPE, Flag.ACK, 7);
    const third = finishFrame(slab, second.end, 20, TYPE, 0, 0);
    expect(framesIn(slab, first.start, third.end)).toEqual([first, second, third]);
    expect(framesIn(slab, second.start, second.end)).toEqual([second]);
    expect(framesIn(slab, third.end, third.end)).toEqual([]);
  });

  it.each([
    ['parts without an id', () => encodeFrame(TYPE, 0, 0, new Uint8Array(65_537)), /needs an id/],
    [
      'a message above 256 parts',
      () => encodeFrame(TYPE, 0, 5, new Uint8Array(MAX_MESSAGE_BYTES + 1)),
      /at most/,
    ],
    [
      'parts without an id, though there is no room',
      () => encodeFrameInto(new Uint8Array(9), 0, TYPE, 0, 0, new Uint8Array(65_537)),
      /needs an id/,
    ],
    [
      'a message above 256 parts, though there is no room',
      () => encodeFrameInto(new Uint8Array(9), 0, TYPE, 0, 5, new Uint8Array(MAX_MESSAGE_BYTES + 1)),
      /at most/,
    ],
    [
      'an id taken from a message in parts',
      () => reframe(encodeFrame(TYPE, 0, 5, new Uint8Array(65_537)), { id: 0 }),
      /needs an id/,
    ],
    [
      'a part it does not have',
      () => partOf(encodeFrame(TYPE, 0, 5, new Uint8Array(65_537)), 2),
      /no part 2/,
    ],
    [
      'a part below the first',
      () => partOf(encodeFrame(TYPE, 0, 5, new Uint8Array(65_537)), -1),
      /no part -1/,
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it('holds the largest message in 256 parts', () => {
    const frame = encodeFrame(TYPE, 0, 5, new Uint8Array(MAX_MESSAGE_BYTES));
    expect(frame.partCount).toBe(256);
    expect(readHeader(partOf(frame, 255))).toEqual({
      length: 65_536,
      type: TYPE,
      flags: 0,
      part: 255,
      id: 5,
    });
  });
});

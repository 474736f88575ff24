import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { SharedChunks } from '../../src/transport/shared-chunks.js';
import { clientFraming, serverFraming } from '../../src/transport/websocket-framing.js';

interface Message {
  readonly key: Buffer | undefined;
  readonly payload: Buffer;
}

/** RFC 6455 5.2, read byte by byte. */
function messagesIn(wire: Buffer): Message[] {
  const messages: Message[] = [];
  for (let at = 0; at < wire.length;) {
    expect(wire[at]).toBe(0x82);
    const isMasked = wire[at + 1]! >= 0x80;
    let length = wire[at + 1]! & 0x7f;
    at += 2;
    if (length === 126) {
      length = wire.readUInt16BE(at);
      expect(length).toBeGreaterThan(125);
      at += 2;
    } else if (length === 127) {
      length = Number(wire.readBigUInt64BE(at));
      expect(length).toBeGreaterThan(65_535);
      at += 8;
    }
    const key = isMasked ? wire.subarray(at, (at += 4)) : undefined;
    const payload = wire.subarray(at, (at += length));
    messages.push({ key, payload: key === undefined ? payload : (payload.map(unmask(key)) as Buffer) });
  }
  return messages;
}

const unmask =
  (key: Buffer) =>
  (byte: number, index: number): number =>
    byte ^ key[index & 3]!;

const MAX = 262_144;
const table: { sizes: number[]; messages: number[] }[] = [
  { sizes: [], messages: [] },
  { sizes: [0], messages: [] },
  { sizes: [1], messages: [1] },
  { sizes: [125], messages: [125] },
  { sizes: [126], messages: [126] },
  { sizes: [100, 26, 3], messages: [129] },
  { sizes: [16_383], messages: [16_383] },
  { sizes: [16_384], messages: [16_384] },
  { sizes: [65_535], messages: [65_535] },
  { sizes: [65_536], messages: [65_536] },
  { sizes: [65_548, 1, 7], messages: [65_556] },
  { sizes: [MAX], messages: [MAX] },
  { sizes: [MAX, 1, MAX - 1, 1], messages: [MAX, MAX, 1] },
  { sizes: [200_000, 100_000], messages: [200_000, 100_000] },
];

describe.each([
  ['server', false],
  ['client', true],
] as const)('messages of a %s', (_name, masks) => {
  const frame = (chunks: readonly Uint8Array[], random = new SeededRandom(3)): readonly Uint8Array[] =>
    masks ? clientFraming(chunks, random) : serverFraming(chunks, undefined);

  it.each(table)('hold chunks of $sizes as $messages', ({ sizes, messages }) => {
    const random = new SeededRandom(9);
    const chunks = sizes.map((size) => random.bytes(size));
    const before = Buffer.concat(chunks);
    const read = messagesIn(Buffer.concat(frame(chunks)));
    expect(read.map(({ payload }) => payload.length)).toEqual(messages);
    expect(Buffer.concat(read.map(({ payload }) => payload)).equals(before)).toBe(true);
    expect(Buffer.concat(chunks).equals(before)).toBe(true);
    const keys = read.map(({ key }) => key?.toString('hex'));
    if (masks) expect(new Set(keys).size).toBe(keys.length);
    else expect(keys.every((key) => key === undefined)).toBe(true);
  });

  it('are made once for all links', () => {
    const random = new SeededRandom(4);
    const shared = new SharedChunks([random.bytes(100), random.bytes(70_000)]);
    const first = masks ? shared.framed(clientFraming, random) : shared.framed(serverFraming, undefined);
    const second = masks ? shared.framed(clientFraming, random) : shared.framed(serverFraming, undefined);
    expect(second).toBe(first);
  });
});

it('a server’s long chunks go as they lie', () => {
  const chunk = new Uint8Array(65_548);
  expect(serverFraming([chunk], undefined)[1]).toBe(chunk);
});

it('a mask is never zero', () => {
  const keys = [new Uint8Array(4), new Uint8Array(4), new Uint8Array([0, 0, 9, 0])];
  const random = { next: () => 0, bytes: () => keys.shift()! };
  const [message] = clientFraming([new Uint8Array(3)], random);
  expect([...message!]).toEqual([0x82, 0x83, 0, 0, 9, 0, 0, 0, 9]);
});

it('a client’s next batch has another key', () => {
  const random = new SeededRandom(5);
  const chunks = [new Uint8Array(8)];
  const wire = (): string => Buffer.concat(clientFraming(chunks, random)).toString('hex');
  expect(wire()).not.toBe(wire());
});

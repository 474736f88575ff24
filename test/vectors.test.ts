import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { frameOf, headerOf, receive, type Outcome } from './vectors/decoder.js';
import { bytesOf, exchanges, frames, parts, streams } from './vectors/read.js';
import { faultOf, fromJson, root, toJson, types } from './vectors/schema.js';

const wire = readFileSync(new URL('../proto/WIRE.md', import.meta.url), 'utf8');
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('frames.json', () => {
  test.each(frames)('$name', ({ message, header, json, hex }) => {
    const bytes = Buffer.from(hex, 'hex');
    const type = root.lookupType(message);
    const payload = bytes.subarray(12);
    expect(headerOf(bytes)).toEqual(header);
    expect(types.get(header.type)).toBe(type);
    expect(header.length).toBe(payload.length);
    expect(faultOf(type, payload)).toBeUndefined();
    expect(toJson(type, payload)).toEqual(json);
    expect(hexOf(frameOf(header, fromJson(type, json)))).toBe(hex);
  });

  test('has every message of the schemas', () => {
    const names = new Set(frames.map(({ message }) => message));
    expect(
      [...types.values()].map((type) => type.fullName.slice(1)).filter((name) => !names.has(name)),
    ).toEqual([]);
  });
});

describe('parts.json', () => {
  test.each(parts)('$name', (vector) => {
    const { message, flags, id, json, payload_bytes, frames } = vector;
    const payload = bytesOf(vector.payload);
    const type = root.lookupType(message);
    expect(payload.length).toBe(payload_bytes);
    expect(Buffer.from(fromJson(type, json)).equals(payload)).toBe(true);
    const bytes = frames.map(({ header, from, to }) =>
      Buffer.concat([Buffer.from(header, 'hex'), payload.subarray(from, to)]),
    );
    expect(Buffer.concat(bytes.map((each) => each.subarray(12))).equals(payload)).toBe(true);
    const outcome = receive(Buffer.concat(bytes), {});
    expect(brief(outcome)).toEqual(brief({ ...nothing, messages: [{ message, flags, id, json }] }));
  });
});

describe('exchanges.json', () => {
  const turns = exchanges.flatMap(({ name, turns }) =>
    turns.map((turn, index) => [`${name}, ${index}: ${turn.from}`, turn] as const),
  );
  test.each(turns)('%s', (_, { message, flags, id, json, bytes: pieces }) => {
    const bytes = bytesOf(pieces);
    const type = root.lookupType(message);
    const header = headerOf(bytes);
    const payload = bytes.subarray(12);
    expect(types.get(header.type)).toBe(type);
    expect(header).toMatchObject({ length: payload.length, flags, part: 0, id });
    expect(faultOf(type, payload)).toBeUndefined();
    expect(Buffer.from(frameOf(header, fromJson(type, json))).equals(bytes)).toBe(true);
  });
});

const nothing: Outcome = { messages: [], discarded: [], answers: [], violations: 0, left: 0 };

/** Long strings by their digest, so that a failure can be read. */
function brief(outcome: Outcome): unknown {
  const shorten = (_key: string, value: unknown): unknown =>
    typeof value === 'string' && value.length > 200
      ? `${value.length} characters, ${createHash('sha256').update(value).digest('hex')}`
      : value;
  return JSON.parse(JSON.stringify(outcome, shorten));
}

for (const [file, vectors] of Object.entries(streams)) {
  describe(`${file}.json`, () => {
    test.each(vectors)('$name', ({ bytes, messages, setting, expect: expected }) => {
      const input = bytes
        ? bytesOf(bytes)
        : messages?.map((each) => ({ ...each, bytes: bytesOf(each.bytes) }));
      expect(brief(receive(input ?? [], setting ?? {}))).toEqual(brief({ ...nothing, ...expected }));
    });
  });
}

const all = [...frames, ...parts, ...exchanges, ...Object.values(streams).flat()];

test('every section that a vector cites stands in WIRE.md', () => {
  const missing = all.filter(({ section }) => !wire.includes(`<a id="${section.slice(1)}"></a>`));
  expect(missing.map(({ name, section }) => `${name}: ${section}`)).toEqual([]);
});

test('names are unique', () => {
  const names = all.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('every row of the FRAMING table has a vector', () => {
  const rows = streams.rejects
    .filter(({ section }) => section === '§3.6')
    .map(({ note }) => /Row (\d+)/.exec(note)?.[1]);
  const missing = Array.from({ length: 10 }, (_, index) => String(index + 1)).filter(
    (row) => !rows.includes(row),
  );
  expect(missing).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import * as control from '../../generated/framewright/control.js';
import * as gossip from '../../generated/framewright/gossip.js';
import type { Codec, JsonValue } from '../../src/codec/codec.js';
import { partsOf } from '../../src/wire/frame.js';
import { HEADER_BYTES } from '../../src/wire/header.js';
import { bytesOf, frames, parts } from '../vectors/read.js';

function codecOf(name: string): Codec<unknown> {
  const own = ({ ...control, ...gossip } as Record<string, unknown>)[name.replace('framewright.', '')];
  const found = catalog.named(name) ?? (own as Codec<unknown> | undefined);
  if (found === undefined) throw new Error(`no codec for ${name}`);
  return found;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

describe('the golden frames', () => {
  it.each(frames.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const codec = codecOf(vector.message);
    const json = vector.json as JsonValue;
    const decoded = codec.decode(Uint8Array.from(Buffer.from(vector.hex, 'hex')).subarray(HEADER_BYTES));
    expect(codec.toJson(decoded)).toEqual(json);
    expect(codec.fromJson(json)).toEqual(decoded);
    expect(hex(codec.encode(decoded))).toBe(vector.hex.slice(2 * HEADER_BYTES));
    // Flags of own messages are the connection's.
    if (codec.type >= 32) expect(hex(codec.frame(decoded, vector.header.id).bytes)).toBe(vector.hex);
  });
});

describe('the golden messages in parts', () => {
  it.each(parts.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const codec = codecOf(vector.message);
    const payload = bytesOf(vector.payload);
    const frame = codec.frame(codec.fromJson(vector.json as JsonValue), vector.id);
    expect(partsOf(frame).map(hex)).toEqual(
      vector.frames.map(({ header, from, to }) => header + hex(payload.subarray(from, to))),
    );
  });
});

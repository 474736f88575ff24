// A second reading of proto/WIRE.md, written from that page alone: slow, obvious, with all bytes at hand from the start.
// It decides what every vector beside it means, and shares no line with src/.
import { inflateRawSync } from 'node:zlib';
import type protobuf from 'protobufjs';
import { faultOf, fromJson, optionsOf, requests, responses, toJson, types } from './schema.js';

const RESPONSE = 1;
const ACK = 2;
const COMPRESSED = 4;
const MORE = 8;

export interface Header {
  readonly length: number;
  readonly type: number;
  readonly flags: number;
  readonly part: number;
  readonly id: number;
}

/** Where the receiver's connection stands, and what the receiver announced. */
export interface Setting {
  readonly state?: 'handshake' | 'ack' | 'open';
  readonly role?: 'dialler' | 'listener';
  readonly largest_message?: number;
  readonly window?: number;
  readonly capabilities?: readonly string[];
}

export interface WebSocketMessage {
  readonly kind: 'binary' | 'text';
  readonly bytes: Uint8Array;
}

export interface Outcome {
  /** Complete messages in the order of their last frames; flags without MORE. */
  messages: { message: string; flags: number; id: number; json: unknown }[];
  /** Frames that were read, counted and not delivered, by their offset. */
  discarded: { at: number; why: 'unknown-own' | 'unknown' | 'no-assembly' | 'malformed' }[];
  /** The frames of ErrorResponse that go back, as hex. */
  answers: string[];
  violations: number;
  /** How the receiver ends the connection, and the offset of the frame that made it. */
  goodbye?: { code: number; name: string; at: number };
  /** The receiver closed without a word, at this offset. */
  silent?: number;
  /** Bytes at the end that no complete frame has used. */
  left: number;
}

const goodbyes = { NETWORK: 10, VERSION: 11, SELF: 12, FRAMING: 30, TOO_LARGE: 31, FLOW: 32, PROTOCOL: 33 };
class Goodbye extends Error {
  readonly code: keyof typeof goodbyes;
  constructor(code: keyof typeof goodbyes, why: string) {
    super(`${code}: ${why}`);
    this.code = code;
  }
}

/** The node that receives all vectors: TIME's mainnet, wire version 1, a node id of 32 bytes 0x77. */
const me = { magic: 'wB1+TQ==', network: 'mainnet', nodeId: Buffer.alloc(32, 0x77).toString('base64') };

/** It has announced no capabilities, so their types are none to it (§15). */
const known = (type: number): protobuf.Type | undefined => (type < 65_280 ? types.get(type) : undefined);

export function headerOf(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 12);
  const [length, type, id] = [view.getUint32(0), view.getUint16(4), view.getUint32(8)];
  return { length, type, flags: view.getUint8(6), part: view.getUint8(7), id };
}

export function frameOf(header: Header, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, header.length);
  view.setUint16(4, header.type);
  view.setUint8(6, header.flags);
  view.setUint8(7, header.part);
  view.setUint32(8, header.id);
  bytes.set(payload, 12);
  return bytes;
}

/** What a receiver makes of the bytes of one direction: of TCP, or of WebSocket messages. */
export function receive(input: Uint8Array | readonly WebSocketMessage[], setting: Setting): Outcome {
  const deflates = setting.capabilities?.includes('deflate') === true;
  const largest = setting.largest_message ?? 8_388_608;
  const available = { plain: setting.window ?? 16_777_216, response: setting.window ?? 16_777_216 };
  const assemblies = new Map<string, { header: Header; parts: Uint8Array[]; bytes: number }>();
  const outcome: Outcome = { messages: [], discarded: [], answers: [], violations: 0, left: 0 };
  let state = setting.state ?? 'open';
  let ended = false;
  let at = 0; // the offset of the frame, over all WebSocket messages together

  try {
    if (input instanceof Uint8Array) {
      outcome.left = readFrames(input);
    } else {
      for (const { kind, bytes } of input) {
        if (kind === 'text') throw new Goodbye('FRAMING', 'a text message');
        if (bytes.length === 0) throw new Goodbye('FRAMING', 'an empty message');
        outcome.left = readFrames(bytes);
        if (ended) break;
        if (outcome.left > 0) throw new Goodbye('FRAMING', 'a frame cut by the end of a message');
      }
    }
  } catch (error) {
    if (!(error instanceof Goodbye)) throw error;
    outcome.goodbye = { code: goodbyes[error.code], name: error.code, at };
    outcome.left = 0;
  }
  return outcome;

  function readFrames(bytes: Uint8Array): number {
    let offset = 0;
    while (!ended && offset < bytes.length) {
      if (state === 'handshake' && setting.role === 'listener' && at === 0 && bytes[0] !== 0) {
        outcome.silent = 0; // §6.1
        ended = true;
        return 0;
      }
      if (bytes.length - offset < 12) break;
      const header = headerOf(bytes.subarray(offset));
      checkHeader(header);
      const end = offset + 12 + header.length;
      if (end > bytes.length) break;
      handleFrame(header, bytes.subarray(offset + 12, end));
      at += end - offset;
      offset = end;
    }
    return bytes.length - offset;
  }

  /** §3.6, the rows numbered as there: those that a header alone shows. */
  function checkHeader({ length, type, flags, part, id }: Header): void {
    const more = (flags & MORE) !== 0;
    if (length > 65_536) throw new Goodbye('FRAMING', '1: length');
    if (type === 0) throw new Goodbye('FRAMING', '2: type 0');
    const isCompressed = deflates && type >= 32 && (flags & COMPRESSED) !== 0; // §15.2
    if (more && length !== 65_536 && !isCompressed)
      throw new Goodbye('FRAMING', '3: a MORE part of another length');
    if (part > 0 && !more && length === 0) throw new Goodbye('FRAMING', '4: an empty last part');
    if (part === 255 && more) throw new Goodbye('FRAMING', '5: part 255 with MORE');
    if (id === 0 && (part > 0 || flags & (MORE | RESPONSE | ACK))) throw new Goodbye('FRAMING', '6: no id');
  }

  /** The rows that need the assemblies. */
  function checkPart({ type, flags, part, id }: Header): void {
    const open = assemblies.get(keyOf(flags, id));
    if (open && part === 0) throw new Goodbye('FRAMING', '7: part 0 of an open assembly');
    if (open) {
      const due = open.header;
      const same = part === open.parts.length && type === due.type && (flags & ACK) === (due.flags & ACK);
      if (!same) throw new Goodbye('FRAMING', '8: a part that does not follow');
    }
    const opens = !open && part === 0 && (flags & MORE) !== 0 && known(type) !== undefined;
    if (opens && assemblies.size === 6) throw new Goodbye('FRAMING', '9: a seventh assembly');
  }

  function handleFrame(header: Header, payload: Uint8Array): void {
    if (header.type < 32) return handleOwn(header, payload);
    checkPart(header);
    if (state !== 'open') throw new Goodbye('PROTOCOL', 'too early');
    handleSchemaFrame(header, payload);
  }

  /** §5, §6. */
  function handleOwn({ type, flags, part, id, length }: Header, payload: Uint8Array): void {
    if (state !== 'open' && type !== 1 && type !== 2 && type !== 5)
      throw new Goodbye('PROTOCOL', 'too early');
    const message = known(type);
    if (message === undefined) return void outcome.discarded.push({ at, why: 'unknown-own' });
    if (length > 4096) throw new Goodbye('PROTOCOL', 'an own message above 4096 bytes');
    const due = type === 1 ? ACK : type === 6 || type === 9 ? RESPONSE : 0;
    const idIsDue = type === 1 ? id === 1 : type === 6 || type === 8 ? id !== 0 : id === 0;
    const isAlone = part === 0 && (flags & (RESPONSE | ACK | MORE)) === due;
    if (!isAlone || !idIsDue || type === 9)
      throw new Goodbye('PROTOCOL', 'flags, part or id of an own message');
    const fault = faultOf(message, payload);
    if (fault !== undefined) throw new Goodbye('PROTOCOL', fault);
    const json = toJson(message, payload) as Record<string, unknown>;
    if (type === 1) checkHandshake(json);
    if (state === 'ack' && type === 2) {
      if (JSON.stringify(json['ids']) !== '[1]')
        throw new Goodbye('PROTOCOL', 'not the Ack of the Handshake');
      state = 'open';
    } else if (state === 'handshake' && type === 2) {
      throw new Goodbye('PROTOCOL', 'an Ack before the Handshake');
    }
    if (type === 6 || type === 8) assemblies.delete(keyOf(flags, id)); // §9.4
    if (type === 5) ended = true;
    outcome.messages.push({ message: nameOf(message), flags: flags & (RESPONSE | ACK), id, json });
  }

  /** §6.2. */
  function checkHandshake(json: Record<string, unknown>): void {
    if (state !== 'handshake') throw new Goodbye('PROTOCOL', 'a second Handshake');
    const [low, high] = [Number(json['versionLow'] ?? 0), Number(json['versionHigh'] ?? 0)];
    const [message, window] = [Number(json['largestMessage'] ?? 0), Number(json['window'] ?? 0)];
    const isValid =
      low >= 1 &&
      low <= high &&
      (message === 0 || (message >= 65_536 && message <= 16_777_216)) &&
      (window === 0 || (window >= 262_144 && window <= 16_777_216)) &&
      Number(json['listenPort'] ?? 0) <= 65_535;
    if (!isValid) throw new Goodbye('PROTOCOL', 'not a valid Handshake');
    if (json['magic'] !== me.magic || json['network'] !== me.network)
      throw new Goodbye('NETWORK', 'another network');
    if (low > 1) throw new Goodbye('VERSION', 'no common version');
    if (json['nodeId'] === me.nodeId) throw new Goodbye('SELF', 'my own node id');
    state = 'ack';
  }

  function handleSchemaFrame(header: Header, wirePayload: Uint8Array): void {
    const { type, flags, part, id } = header;
    const isCompressed = deflates && (flags & COMPRESSED) !== 0;
    const inflated = isCompressed ? inflate(header, wirePayload) : wirePayload;
    const payload = inflated ?? wirePayload;
    const { length } = payload;
    const window = flags & RESPONSE ? 'response' : 'plain';
    available[window] -= 12 + length;
    if (available[window] < 0) throw new Goodbye('FLOW', 'beyond the credit');
    const message = known(type);
    if (message === undefined) {
      outcome.discarded.push({ at, why: 'unknown' });
      if (id !== 0 && part === 0 && !(flags & RESPONSE)) answer(id, 1);
      return;
    }
    const key = keyOf(flags, id);
    const assembly = part === 0 ? { header, parts: [], bytes: 0 } : assemblies.get(key);
    if (assembly === undefined) return void outcome.discarded.push({ at, why: 'no-assembly' });
    const isMalformed = inflated === undefined || (isCompressed && optionsOf(message).compress !== true);
    if (!isMalformed && assembly.bytes + length > largest)
      throw new Goodbye('TOO_LARGE', 'beyond the largest message');
    assembly.parts.push(payload);
    assembly.bytes += length;
    const isLast = (flags & MORE) === 0;
    const whole = isLast ? Buffer.concat(assembly.parts) : undefined;
    const fault = isMalformed ? 'compressed' : faultOfMessage(message, header, assembly.bytes, whole);
    if (fault !== undefined || isLast) assemblies.delete(key);
    else assemblies.set(key, assembly);
    if (fault !== undefined) {
      outcome.discarded.push({ at, why: 'malformed' });
      outcome.violations++;
      if (id !== 0 && !(flags & RESPONSE)) answer(id, 2);
    } else if (isLast) {
      const json = toJson(message, Buffer.concat(assembly.parts));
      outcome.messages.push({ message: nameOf(message), flags: flags & (RESPONSE | ACK), id, json });
    }
  }

  /** §15.2; undefined if it is not as the section wants it. */
  function inflate({ flags, part }: Header, payload: Uint8Array): Uint8Array | undefined {
    let inflated: { buffer: Buffer; engine: { bytesWritten: number } };
    try {
      const limits = { maxOutputLength: 65_536, info: true };
      inflated = inflateRawSync(payload, limits) as unknown as typeof inflated;
    } catch {
      return undefined;
    }
    if (inflated.engine.bytesWritten !== payload.length) return undefined; // what follows the stream
    const { length } = inflated.buffer;
    const isRight = flags & MORE ? length === 65_536 : part === 0 || length > 0;
    return isRight ? inflated.buffer : undefined;
  }

  /** §10.1; `payload` once it is whole. */
  function faultOfMessage(
    type: protobuf.Type,
    { flags, id }: Header,
    bytes: number,
    payload: Uint8Array | undefined,
  ) {
    if (((flags & RESPONSE) !== 0) !== responses.has(type)) return 'RESPONSE missing, or too much';
    if (requests.has(type) && id === 0) return 'asks without an id';
    if (bytes > (optionsOf(type).max_bytes ?? Infinity)) return 'longer than max_bytes';
    return payload && faultOf(type, payload);
  }

  function answer(id: number, code: number): void {
    const payload = fromJson(types.get(6)!, { code });
    const header = { length: payload.length, type: 6, flags: RESPONSE, part: 0, id };
    outcome.answers.push(Buffer.from(frameOf(header, payload)).toString('hex'));
  }
}

const keyOf = (flags: number, id: number): string => `${flags & RESPONSE} ${id}`;
const nameOf = (type: protobuf.Type): string => type.fullName.slice(1);

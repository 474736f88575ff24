import { concatBytes } from './bytes.js';
import { framingError } from './codes.js';
import type { WireFrame } from './frame-reader.js';
import { Flag, HEADER_BYTES } from './header.js';
import type { TypeInfo, TypeTable } from './type-table.js';

/** Assemblies that one direction can have open: a queue in six of eight may send parts (WIRE.md, "Parts"). */
export const MAX_ASSEMBLIES = 6;

/**
 * What became of a frame. `creditBytes` is what the frame counts in its window; for a message without RESPONSE it is
 * granted again when the handler has settled, in every other case at once.
 */
export type Assembled =
  | {
      readonly kind: 'message';
      readonly info: TypeInfo;
      /** The frame itself if the message was one; else one with the payload of all parts. */
      readonly message: WireFrame;
      readonly creditBytes: number;
    }
  /** Kept until the message's other parts are here. */
  | { readonly kind: 'stored'; readonly creditBytes: number }
  /** Of a type nobody here knows. Its first or only frame, with an id and no RESPONSE, wants UNKNOWN_TYPE. */
  | { readonly kind: 'unknown'; readonly creditBytes: number }
  /** A part whose message was abandoned or refused. */
  | { readonly kind: 'stray'; readonly creditBytes: number }
  /** Breaks the schema's word on its type; parts already stored are dropped. */
  | { readonly kind: 'malformed'; readonly problem: string; readonly creditBytes: number }
  /** Above the largest message announced to the peer: the connection's end. */
  | { readonly kind: 'too-large'; readonly problem: string; readonly creditBytes: number };

interface Assembly {
  readonly info: TypeInfo;
  readonly flags: number;
  readonly payloads: Uint8Array[];
  bytes: number;
  lastPartAt: number;
}

/**
 * Frames of the schema's types in, whole messages out (WIRE.md, "Parts"). What one part shows to be wrong against those
 * before it is a ProtocolError (FRAMING). Own messages never come here, nor should parts of a response that nobody
 * awaits: keep its part 0 away and the others turn out stray.
 */
export class Assembler {
  readonly #types: TypeTable;
  readonly #largestMessageBytes: number;
  /** Most connections never see a message in parts. */
  #open: Map<number, Assembly> | undefined;
  #storedBytes = 0;

  /** `largestMessageBytes` is what this side announced in its Handshake. */
  constructor(types: TypeTable, largestMessageBytes: number) {
    this.#types = types;
    this.#largestMessageBytes = largestMessageBytes;
  }

  /**
   * Takes one frame of type 32 or above, inflated; `now` is the monotonic time in milliseconds. `fault`: what is wrong
   * with its payload already, so that its message is malformed.
   */
  add(frame: WireFrame, now: number, fault?: string): Assembled {
    const creditBytes = HEADER_BYTES + frame.payload.length;
    const key = keyOf(frame.id, (frame.flags & Flag.RESPONSE) !== 0);
    const assembly = this.#open?.get(key);
    if (assembly !== undefined) return this.#continue(assembly, key, frame, creditBytes, now, fault);
    const info = this.#types.get(frame.type);
    if (info === undefined) return { kind: 'unknown', creditBytes };
    if (frame.part > 0) return { kind: 'stray', creditBytes };
    return this.#begin(info, key, frame, creditBytes, now, fault);
  }

  /** Drops what came of a message whose sender will not finish it. False if nothing was open. */
  abandon(id: number, isResponse: boolean): boolean {
    const key = keyOf(id, isResponse);
    const assembly = this.#open?.get(key);
    if (assembly === undefined) return false;
    this.#drop(key, assembly);
    return true;
  }

  /** Payload bytes held in unfinished messages. */
  get storedBytes(): number {
    return this.#storedBytes;
  }

  /** When the assembly that has waited longest got its last part; undefined if none is open. */
  get oldestPartAt(): number | undefined {
    let oldest: number | undefined;
    for (const { lastPartAt } of this.#open?.values() ?? []) {
      if (oldest === undefined || lastPartAt < oldest) oldest = lastPartAt;
    }
    return oldest;
  }

  #begin(
    info: TypeInfo,
    key: number,
    frame: WireFrame,
    creditBytes: number,
    now: number,
    fault: string | undefined,
  ): Assembled {
    const { flags, payload } = frame;
    const more = (flags & Flag.MORE) !== 0;
    if (more && this.#open?.size === MAX_ASSEMBLIES) {
      throw framingError(`a message in parts while ${MAX_ASSEMBLIES} are unfinished`);
    }
    const refused =
      this.#checkPayload(info, payload.length, creditBytes, fault) ?? checkFlags(info, frame, creditBytes);
    if (refused !== undefined) return refused;
    if (!more) return { kind: 'message', info, message: frame, creditBytes };
    this.#open ??= new Map();
    this.#open.set(key, { info, flags, payloads: [payload], bytes: payload.length, lastPartAt: now });
    this.#storedBytes += payload.length;
    return { kind: 'stored', creditBytes };
  }

  #continue(
    assembly: Assembly,
    key: number,
    frame: WireFrame,
    creditBytes: number,
    now: number,
    fault: string | undefined,
  ): Assembled {
    const { info, payloads } = assembly;
    if (frame.part !== payloads.length) {
      throw framingError(`part ${frame.part} of ${info.name} where part ${payloads.length} was due`);
    }
    if (frame.type !== info.type || ((frame.flags ^ assembly.flags) & Flag.ACK) !== 0) {
      throw framingError(`part ${frame.part} of ${info.name} changes its type or flags`);
    }
    const refused = this.#checkPayload(info, assembly.bytes + frame.payload.length, creditBytes, fault);
    if (refused !== undefined) {
      this.#drop(key, assembly);
      return refused;
    }
    payloads.push(frame.payload);
    if ((frame.flags & Flag.MORE) === 0) {
      this.#drop(key, assembly);
      // The last part's flags: the first one's without MORE.
      return {
        kind: 'message',
        info,
        message: { ...frame, part: 0, payload: concatBytes(payloads) },
        creditBytes,
      };
    }
    assembly.bytes += frame.payload.length;
    assembly.lastPartAt = now;
    this.#storedBytes += frame.payload.length;
    return { kind: 'stored', creditBytes };
  }

  #checkPayload(
    info: TypeInfo,
    bytes: number,
    creditBytes: number,
    fault: string | undefined,
  ): Assembled | undefined {
    if (fault !== undefined) return { kind: 'malformed', problem: `${info.name}: ${fault}`, creditBytes };
    if (bytes > this.#largestMessageBytes) {
      const problem = `${info.name} of ${bytes} bytes or more, announced were ${this.#largestMessageBytes}`;
      return { kind: 'too-large', problem, creditBytes };
    }
    if (info.maxBytes !== undefined && bytes > info.maxBytes) {
      const problem = `${info.name} of ${bytes} bytes or more, its limit is ${info.maxBytes}`;
      return { kind: 'malformed', problem, creditBytes };
    }
    return undefined;
  }

  #drop(key: number, assembly: Assembly): void {
    this.#open?.delete(key);
    this.#storedBytes -= assembly.bytes;
  }
}

// WIRE.md, "Response and acknowledgement".
function checkFlags(info: TypeInfo, frame: WireFrame, creditBytes: number): Assembled | undefined {
  const isResponse = (frame.flags & Flag.RESPONSE) !== 0;
  if (isResponse !== info.isResponse) {
    const problem = isResponse ? `${info.name} is no response` : `${info.name} without RESPONSE`;
    return { kind: 'malformed', problem, creditBytes };
  }
  if (info.response !== undefined && frame.id === 0) {
    return { kind: 'malformed', problem: `${info.name} without an id`, creditBytes };
  }
  return undefined;
}

// One number for (RESPONSE, id): below 2^33, so exact.
function keyOf(id: number, isResponse: boolean): number {
  return id * 2 + (isResponse ? 1 : 0);
}

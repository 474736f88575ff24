/** WIRE.md, "Frame". A test compares every constant here with header-layout.ts. */
export const HEADER_BYTES = 12;
/** Largest payload of one frame; a longer message goes as parts. */
export const MAX_PAYLOAD_BYTES = 65_536;
/** Most parts of one message. */
export const MAX_PARTS = 256;
/** Largest message that the part number can carry: 16 MiB. */
export const MAX_MESSAGE_BYTES = MAX_PARTS * MAX_PAYLOAD_BYTES;

/** The first type that belongs to a schema. */
export const FIRST_SCHEMA_TYPE = 32;

export const Flag = {
  /** The id belongs to the receiver of this frame. */
  RESPONSE: 1,
  /** The receiver acknowledges the message. */
  ACK: 2,
  /** This frame's payload is deflated; none without the capability `deflate` of both sides. */
  COMPRESSED: 4,
  /** Another part of the same message follows. */
  MORE: 8,
} as const;

/** The flags that a type's declaration decides. */
export function flagsOf(type: {
  readonly requiresAck?: boolean | undefined;
  readonly isResponse?: boolean | undefined;
}): number {
  return (type.requiresAck === true ? Flag.ACK : 0) | (type.isResponse === true ? Flag.RESPONSE : 0);
}

export const LENGTH_OFFSET = 0;
export const TYPE_OFFSET = 4;
export const FLAGS_OFFSET = 6;
export const PART_OFFSET = 7;
export const ID_OFFSET = 8;

/** The fields of one frame's header. */
export interface Header {
  /** Payload bytes that follow the header. */
  readonly length: number;
  readonly type: number;
  readonly flags: number;
  readonly part: number;
  readonly id: number;
}

/** Writes 12 bytes at `offset`. Values are trusted: whoever takes them from outside has checked their range. */
export function writeHeader(
  bytes: Uint8Array,
  offset: number,
  length: number,
  type: number,
  flags: number,
  part: number,
  id: number,
): void {
  bytes[offset] = length >>> 24;
  bytes[offset + 1] = length >>> 16;
  bytes[offset + 2] = length >>> 8;
  bytes[offset + 3] = length;
  bytes[offset + 4] = type >>> 8;
  bytes[offset + 5] = type;
  bytes[offset + 6] = flags;
  bytes[offset + 7] = part;
  bytes[offset + 8] = id >>> 24;
  bytes[offset + 9] = id >>> 16;
  bytes[offset + 10] = id >>> 8;
  bytes[offset + 11] = id;
}

/** The payload length in the header at `offset`; as large as the bytes claim. */
export function readLength(bytes: Uint8Array, offset: number): number {
  return readUint32(bytes, offset + LENGTH_OFFSET);
}

export function readType(bytes: Uint8Array, offset: number): number {
  return (bytes[offset + TYPE_OFFSET]! << 8) | bytes[offset + TYPE_OFFSET + 1]!;
}

export function readFlags(bytes: Uint8Array, offset: number): number {
  return bytes[offset + FLAGS_OFFSET]!;
}

export function readPart(bytes: Uint8Array, offset: number): number {
  return bytes[offset + PART_OFFSET]!;
}

export function readId(bytes: Uint8Array, offset: number): number {
  return readUint32(bytes, offset + ID_OFFSET);
}

/** All fields of the header at `offset`, unchecked. The bytes must hold 12 from there. */
export function readHeader(bytes: Uint8Array, offset = 0): Header {
  return {
    length: readLength(bytes, offset),
    type: readType(bytes, offset),
    flags: readFlags(bytes, offset),
    part: readPart(bytes, offset),
    id: readId(bytes, offset),
  };
}

function readUint32(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!) >>>
    0
  );
}

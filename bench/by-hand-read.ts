import type { Ping } from '../generated/framewright/control.js';
import type { GetBlocks } from '../generated/timecoin/chain.js';
import type { Version } from '../generated/timecoin/connection.js';
import type { Codec } from '../src/codec/codec.js';
import { int64Cell } from '../src/codec/int64.js';
import * as plainObject from '../src/codec/plain.js';
import * as platform from '../src/platform/node.js';

// Readers made by hand for one message each. They read what encoders write, all fields in order, with every check that it
// needs; what is otherwise, the codec reads or refuses.

const { plain } = plainObject;
const { latin1Read } = platform;
const { unsigned, halves, LOW, HIGH } = int64Cell();

const MOST_BYTES = 65_536;
const UNUSUAL = new Error('for the codec');
const NO_BUFFER = new ArrayBuffer(0);

/** Where the last value ended. */
let pos = 0;
let buffer: ArrayBufferLike = NO_BUFFER;
let offset = 0;
let text = '';

type Read<T> = (bytes: Uint8Array) => T;

/** `codec.decode` by a reader made for its message. */
export function decodeBy<T>(codec: Codec<T>, read: Read<T>): Read<T> {
  const limit = codec.maxBytes ?? MOST_BYTES;
  return (bytes) => {
    if (bytes.length > limit) return codec.decode(bytes);
    try {
      return read(bytes);
    } catch (error) {
      if (error !== UNUSUAL) throw error;
      return codec.decode(bytes);
    } finally {
      buffer = NO_BUFFER;
      text = '';
    }
  };
}

/** Gives up what the codec is to read or refuse. */
export function unusual(): never {
  throw UNUSUAL;
}

/** A length; `pos` is then where what has it starts. */
function readSize(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) unusual();
  let length = bytes[at++]!;
  if (length > 127) {
    if (at >= end || bytes[at]! > 127) unusual();
    length = (length & 127) | (bytes[at++]! << 7);
  }
  if (length > end - at) unusual();
  pos = at;
  return length;
}

function readUint32(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) unusual();
  let next = at + 1;
  let byte = bytes[at]!;
  let value = byte & 127;
  if (byte > 127 && next < end) {
    byte = bytes[next++]!;
    value |= (byte & 127) << 7;
    if (byte > 127 && next < end) {
      byte = bytes[next++]!;
      value |= (byte & 127) << 14;
    }
  }
  if (byte > 127) return readLongUint32(bytes, at, end);
  pos = next;
  return value;
}

function readLongUint32(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    if (at >= end) unusual();
    const byte = bytes[at++]!;
    value |= (byte & 127) << shift;
    if (byte < 128) {
      if (shift === 28 && byte > 15) unusual();
      pos = at;
      return value >>> 0;
    }
  }
  return unusual();
}

function readHash(bytes: Uint8Array, at: number, end: number): Uint8Array {
  if (end - at < 33 || bytes[at] !== 32) unusual();
  pos = at + 33;
  return new Uint8Array(buffer, offset + at + 1, 32);
}

/** How many elements of one tag follow each other. */
function countRun(bytes: Uint8Array, at: number, end: number, tag: number): number {
  let count = 0;
  while (at < end && bytes[at] === tag) {
    count++;
    const length = readSize(bytes, at + 1, end);
    at = pos + length;
  }
  return count;
}

const PingObject = plain(function (this: Ping, nonce: bigint, timestamp: number) {
  this.nonce = nonce;
  this.timestamp = timestamp;
});
export function readPing(bytes: Uint8Array): Ping {
  const end = bytes.length;
  if (end < 9 || bytes[0] !== 9) unusual();
  halves[LOW] = bytes[1]! | (bytes[2]! << 8) | (bytes[3]! << 16) | (bytes[4]! << 24);
  halves[HIGH] = bytes[5]! | (bytes[6]! << 8) | (bytes[7]! << 16) | (bytes[8]! << 24);
  pos = 9;
  let timestamp = 0;
  if (pos < end && bytes[pos] === 16) timestamp = readUint32(bytes, pos + 1, end);
  if (pos !== end) unusual();
  return new PingObject(unsigned[0]!, timestamp);
}

const GetBlocksObject = plain(function (this: GetBlocks, start: number, end: number) {
  this.start = start;
  this.end = end;
});
export function readGetBlocks(bytes: Uint8Array): GetBlocks {
  const end = bytes.length;
  pos = 0;
  let first = 0;
  let last = 0;
  if (pos < end && bytes[pos] === 8) first = readUint32(bytes, pos + 1, end);
  if (pos < end && bytes[pos] === 16) last = readUint32(bytes, pos + 1, end);
  if (pos !== end) unusual();
  return new GetBlocksObject(first, last);
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let bits = 0;
  for (; end - start >= 4; start += 4) {
    bits |= bytes[start]! | bytes[start + 1]! | bytes[start + 2]! | bytes[start + 3]!;
  }
  for (; start < end; start++) bits |= bytes[start]!;
  return bits < 128;
}

/** A text of ASCII, cut from that of all the bytes; empty if another field stands here. */
function readText(bytes: Uint8Array, tag: number, end: number, most: number): string {
  if (pos >= end || bytes[pos] !== tag) return '';
  const length = readSize(bytes, pos + 1, end);
  const from = pos;
  pos += length;
  if (length > most || !isAscii(bytes, from, pos)) unusual();
  return text.substring(from, pos);
}

const VersionObject = plain(function (
  this: Version,
  version: string,
  commitDate: string,
  commitCount: number,
  protocolVersion: number,
  network: string,
  listenAddr: string,
  timestamp: number,
  capabilities: string[],
  walletAddress: string,
  genesisHash: Uint8Array,
) {
  this.version = version;
  this.commitDate = commitDate;
  this.commitCount = commitCount;
  this.protocolVersion = protocolVersion;
  this.network = network;
  this.listenAddr = listenAddr;
  this.timestamp = timestamp;
  this.capabilities = capabilities;
  this.walletAddress = walletAddress;
  this.genesisHash = genesisHash;
});
export function readVersion(bytes: Uint8Array): Version {
  const end = bytes.length;
  buffer = bytes.buffer;
  offset = bytes.byteOffset;
  text = latin1Read(bytes, 0, end);
  pos = 0;
  const version = readText(bytes, 10, end, 64);
  const commitDate = readText(bytes, 18, end, 64);
  let commitCount = 0;
  let protocolVersion = 0;
  let timestamp = 0;
  if (pos < end && bytes[pos] === 24) commitCount = readUint32(bytes, pos + 1, end);
  if (pos < end && bytes[pos] === 32) protocolVersion = readUint32(bytes, pos + 1, end);
  const network = readText(bytes, 42, end, 64);
  const listenAddr = readText(bytes, 50, end, 128);
  if (pos < end && bytes[pos] === 56) timestamp = readUint32(bytes, pos + 1, end);
  const first = pos;
  const capabilities = new Array<string>(countRun(bytes, pos, end, 66));
  pos = first;
  if (capabilities.length > 64) unusual();
  for (let index = 0; index < capabilities.length; index++) {
    capabilities[index] = readText(bytes, 66, end, 64);
  }
  if (pos >= end || bytes[pos] !== 74) unusual();
  const walletAddress = readText(bytes, 74, end, 128);
  if (pos >= end || bytes[pos] !== 82) unusual();
  const genesisHash = readHash(bytes, pos + 1, end);
  if (pos !== end) unusual();
  return new VersionObject(
    version,
    commitDate,
    commitCount,
    protocolVersion,
    network,
    listenAddr,
    timestamp,
    capabilities,
    walletAddress,
    genesisHash,
  );
}

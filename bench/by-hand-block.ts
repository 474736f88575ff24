import type { BlockResponse } from '../generated/timecoin/chain.js';
import { int64Cell } from '../src/codec/int64.js';
import { listOf } from '../src/codec/list.js';
import { noBytes } from '../src/codec/no-bytes.js';
import { plain } from '../src/codec/plain.js';
import { unusual } from './by-hand-read.js';

// A reader of a whole block in one function, which calls nothing but what makes objects and views: what decoding one could
// come to if V8 inlined all of it. Like the readers of by-hand-read.ts, it leaves what is unusual to the codec.

/** Reads the byte at `at`, which has to be there. */
const nextByte = `if (at >= end) unusual(); byte = bytes[at++];`;

/** A variable for a field that may be left out. */
function field(name: string, tag: number, initial: string, body: string): string {
  return `let ${name} = ${initial}; if (at < end && bytes[at] === ${tag}) { at++; ${body} }`;
}

/** An integer of at most 35 bits; `most` is the largest fifth byte. */
function integer(name: string, tag: number, most: number): string {
  const body = `
    let byte;
    ${nextByte}
    ${name} = byte & 127;
    if (byte > 127) {
      ${nextByte}
      ${name} |= (byte & 127) << 7;
      if (byte > 127) {
        ${nextByte}
        ${name} |= (byte & 127) << 14;
        if (byte > 127) {
          ${nextByte}
          ${name} |= (byte & 127) << 21;
          if (byte > 127) {
            ${nextByte}
            if (byte > ${most}) unusual();
            ${name} += byte * 268435456;
          }
        }
      }
    }`;
  return field(name, tag, '0', body);
}

const uint32 = (name: string, tag: number): string => integer(name, tag, 15);
const int64Number = (name: string, tag: number): string => integer(name, tag, 127);

function uint64(name: string, tag: number): string {
  const body = `
    let byte = 128;
    let low = 0;
    let high = 0;
    for (let shift = 0; byte > 127 && shift < 28; shift += 7) {
      ${nextByte}
      low |= (byte & 127) << shift;
    }
    if (byte > 127) {
      ${nextByte}
      low |= byte << 28;
      high = (byte & 127) >>> 4;
      for (let shift = 3; byte > 127; shift += 7) {
        ${nextByte}
        if (shift > 30) unusual();
        high |= (byte & 127) << shift;
      }
    }
    halves[LOW] = low;
    halves[HIGH] = high;
    ${name} = unsigned[0];`;
  return field(name, tag, '0n', body);
}

const length = `
  let byte;
  ${nextByte}
  let size = byte & 127;
  if (byte > 127) {
    ${nextByte}
    size |= (byte & 127) << 7;
    if (byte > 127) {
      ${nextByte}
      if (byte > 127) unusual();
      size |= byte << 14;
    }
  }
  if (size > end - at) unusual();`;

function bytes(name: string, tag: number): string {
  const body = `${length}
    if (size > 65536) unusual();
    if (size !== 0) ${name} = new Uint8Array(buffer, offset + at, size);
    at += size;`;
  return field(name, tag, 'noBytes', body);
}

function hash(name: string, tag: number): string {
  return `if (end - at < 34 || bytes[at] !== ${tag} || bytes[at + 1] !== 32) unusual();
    const ${name} = new Uint8Array(buffer, offset + at + 2, 32);
    at += 34;`;
}

/** What stands behind a tag that was read, up to its own end; `made` is what is done with it. */
function within(body: string, made: string): string {
  return `${length}
    const outer = end;
    end = at + size;
    { ${body}
      if (at !== end) unusual();
      ${made} }
    end = outer;`;
}

function message(name: string, tag: number, body: string, made: string): string {
  return `let ${name}; if (at >= end || bytes[at] !== ${tag}) unusual(); at++; { ${within(body, `${name} = ${made};`)} }`;
}

function list(name: string, tag: number, most: number, body: string, made: string): string {
  const add = `const item = ${made};
      if (count === 0) ${name} = listOf(item);
      else if (count === 1) ${name} = listOf(${name}[0], item);
      else ${name}.push(item);
      count++;`;
  return `let ${name};
    { let count = 0;
      while (at < end && bytes[at] === ${tag}) {
        if (count >= ${most}) unusual();
        at++;
        ${within(body, add)}
      }
      if (count === 0) ${name} = [];
    }`;
}

const header =
  uint32('version', 8) +
  int64Number('height', 16) +
  hash('previousHash', 26) +
  hash('merkleRoot', 34) +
  int64Number('timestamp', 40) +
  uint64('blockReward', 48);
const input =
  message('point', 10, hash('txid', 10) + uint32('vout', 16), 'new OutPoint(txid, vout)') +
  bytes('scriptSig', 18) +
  uint32('sequence', 24);
const output = uint64('value', 8) + bytes('scriptPubkey', 18);
const transaction =
  uint32('version', 8) +
  list('inputs', 18, 32_768, input, 'new TxInput(point, scriptSig, sequence)') +
  list('outputs', 26, 32_768, output, 'new TxOutput(value, scriptPubkey)') +
  uint32('lockTime', 32) +
  int64Number('timestamp', 40);
const block =
  message(
    'header',
    10,
    header,
    'new Header(version, height, previousHash, merkleRoot, timestamp, blockReward)',
  ) +
  list(
    'transactions',
    18,
    65_536,
    transaction,
    'new Transaction(version, inputs, outputs, lockTime, timestamp)',
  );
const response = message('block', 10, block, 'new Block(header, transactions, [])');

/** A constructor of plain objects of these properties. */
function objectOf(...properties: string[]): unknown {
  const assign = properties.map((property) => `this.${property} = ${property};`).join(' ');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- of the names below
  return plain(new Function(...properties, assign) as () => void);
}

const known = {
  ...int64Cell(),
  listOf,
  noBytes,
  unusual,
  OutPoint: objectOf('txid', 'vout'),
  TxInput: objectOf('previousOutput', 'scriptSig', 'sequence'),
  TxOutput: objectOf('value', 'scriptPubkey'),
  Transaction: objectOf('version', 'inputs', 'outputs', 'lockTime', 'timestamp'),
  Header: objectOf('version', 'height', 'previousHash', 'merkleRoot', 'timestamp', 'blockReward'),
  Block: objectOf('header', 'transactions', 'masternodeRewards'),
};
const code = `return function (bytes) {
  const { buffer, byteOffset: offset } = bytes;
  let end = bytes.length;
  let at = 0;
  ${response}
  if (at !== end) unusual();
  return { block };
};`;

// eslint-disable-next-line @typescript-eslint/no-implied-eval -- of the snippets above
const make = new Function(...Object.keys(known), code) as (
  ...known: unknown[]
) => (bytes: Uint8Array) => BlockResponse;
export const readBlockResponse = make(...Object.values(known));

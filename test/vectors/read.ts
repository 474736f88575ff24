// Reads the vector files and unfolds what they abbreviate (README.md).
import { readFileSync } from 'node:fs';
import type { Header, Outcome, Setting } from './decoder.js';

type Piece = string | { readonly repeat: string; readonly count: number };

export interface FrameVector {
  readonly name: string;
  readonly section: string;
  readonly message: string;
  readonly header: Header;
  readonly json: unknown;
  readonly hex: string;
}

export interface PartsVector {
  readonly name: string;
  readonly section: string;
  readonly message: string;
  readonly flags: number;
  readonly id: number;
  readonly json: unknown;
  readonly payload_bytes: number;
  readonly payload: readonly Piece[];
  readonly frames: readonly { readonly header: string; readonly from: number; readonly to: number }[];
}

export interface StreamVector {
  readonly name: string;
  readonly section: string;
  readonly note: string;
  readonly setting?: Setting;
  readonly bytes?: readonly Piece[];
  readonly messages?: readonly { readonly kind: 'binary' | 'text'; readonly bytes: readonly Piece[] }[];
  readonly expect: Partial<Outcome>;
}

export interface Exchange {
  readonly name: string;
  readonly section: string;
  readonly note: string;
  readonly turns: readonly Turn[];
}

export interface Turn {
  readonly from: 'reader' | 'source';
  readonly message: string;
  readonly flags: number;
  readonly id: number;
  readonly json: unknown;
  readonly bytes: readonly Piece[];
}

export const frames = read<FrameVector>('frames');
export const parts = read<PartsVector>('parts');
export const exchanges = read<Exchange>('exchanges');
export const streams = {
  streams: read<StreamVector>('streams'),
  rejects: read<StreamVector>('rejects'),
  ignored: read<StreamVector>('ignored'),
  answers: read<StreamVector>('answers'),
};

function read<T>(name: string): T[] {
  const text = readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text, unfoldBytes) as T[];
}

/** `{"$repeat": "51", "count": 3}` inside a message's JSON is the base64 of these bytes. */
function unfoldBytes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$repeat' in value)) return value;
  const { $repeat, count } = value as { $repeat: string; count: number };
  return Buffer.from($repeat.repeat(count), 'hex').toString('base64');
}

export function bytesOf(pieces: readonly Piece[]): Buffer {
  const hex = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.repeat.repeat(piece.count)));
  return Buffer.from(hex.join(''), 'hex');
}

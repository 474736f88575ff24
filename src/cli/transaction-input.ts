import { Transaction } from '../../generated/timecoin/types.js';
import type { JsonValue } from '../codec/codec.js';
import { DecodeError } from '../codec/errors.js';
import { CommandError } from './command.js';

/**
 * The transaction in what was given, in any of three forms: protobuf's JSON mapping, its bytes in hexadecimal, or its bytes.
 * `from` is where it comes from, for errors. Throws CommandError.
 */
export function parseTransaction(bytes: Uint8Array, from: string): Transaction {
  // No protobuf bytes of a transaction begin with `{` or with a hexadecimal digit.
  const text = isText(bytes) ? new TextDecoder().decode(bytes).trim() : undefined;
  try {
    if (text === '') throw new CommandError(1, `${from}: it is empty`);
    if (text?.startsWith('{') === true) return Transaction.fromJson(jsonOf(text, from));
    if (text !== undefined) return Transaction.decode(hexBytes(text, from));
    return Transaction.decode(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new CommandError(1, `${from}: it is no transaction: ${error.message}`, { cause: error });
  }
}

export function isHex(text: string): boolean {
  return text.length > 0 && text.length % 2 === 0 && /^[0-9a-f]+$/i.test(text);
}

/** Whether nothing but text of which JSON and hexadecimal digits are made is in front. */
function isText(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  return /^([{0-9a-f]|$)/i.test(start);
}

function jsonOf(text: string, from: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new CommandError(1, `${from}: it begins as JSON does and is none: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function hexBytes(text: string, from: string): Uint8Array {
  if (!isHex(text)) {
    throw new CommandError(1, `${from}: it begins with hexadecimal digits, but is not made of pairs of them`);
  }
  return Buffer.from(text, 'hex');
}

import type { JsonValue } from './codec.js';
import { failRead, failWrite, kindOf, type Place } from './json-place.js';

/** Seconds of 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what RFC 3339 can write. */
const MIN_SECONDS = -62_135_596_800n;
const MAX_SECONDS = 253_402_300_799n;
const MAX_DURATION_SECONDS = 315_576_000_000n;
const NANOS = 1_000_000_000;

interface SecondsAndNanos {
  readonly seconds: bigint;
  readonly nanos: number;
}

export function timestampToJson(seconds: bigint, nanos: number, place: Place): string {
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
    return failWrite(place, `${seconds} seconds are outside the years 1 to 9999`);
  }
  if (nanos < 0 || nanos >= NANOS)
    return failWrite(place, `${nanos} nanoseconds are not within 0 to 999999999`);
  const date = new Date(Number(seconds) * 1000).toISOString();
  return `${date.slice(0, 19)}${fraction(nanos)}Z`;
}

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

export function timestampFromJson(json: JsonValue, place: Place): SecondsAndNanos {
  const match = typeof json === 'string' ? RFC_3339.exec(json) : null;
  if (match === null) return failRead(place, `${kindOf(json)} instead of an RFC 3339 time`);
  const [
    ,
    day = '',
    hour = '',
    minute = '',
    second = '',
    digits = '',
    sign,
    offsetHour = '0',
    offsetMinute = '0',
  ] = match;
  const time = `${day}T${hour}:${minute}:${second}.000Z`;
  const date = new Date(time);
  // A day that does not exist becomes another one.
  if (Number.isNaN(date.getTime()) || date.toISOString() !== time) {
    return failRead(place, `${kindOf(json)} is no time`);
  }
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) {
    return failRead(place, `${kindOf(json)} has no such offset`);
  }
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60 * (sign === '-' ? 1 : -1);
  const seconds = BigInt(date.getTime() / 1000 + offset);
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
    return failRead(place, `${kindOf(json)} is outside the years 1 to 9999`);
  }
  return { seconds, nanos: Number(digits.padEnd(9, '0')) };
}

export function durationToJson(seconds: bigint, nanos: number, place: Place): string {
  if (seconds > MAX_DURATION_SECONDS || seconds < -MAX_DURATION_SECONDS) {
    return failWrite(place, `${seconds} seconds are beyond 10000 years`);
  }
  if (nanos <= -NANOS || nanos >= NANOS || (seconds > 0n && nanos < 0) || (seconds < 0n && nanos > 0)) {
    return failWrite(place, `${nanos} nanoseconds do not fit ${seconds} seconds`);
  }
  const sign = seconds < 0n || nanos < 0 ? '-' : '';
  return `${sign}${seconds < 0n ? -seconds : seconds}${fraction(Math.abs(nanos))}s`;
}

const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

export function durationFromJson(json: JsonValue, place: Place): SecondsAndNanos {
  const match = typeof json === 'string' ? DURATION.exec(json) : null;
  if (match === null) return failRead(place, `${kindOf(json)} instead of a duration such as 1.5s`);
  const [, sign, whole = '0', digits = ''] = match;
  const seconds = BigInt(whole) * (sign === '-' ? -1n : 1n);
  if (seconds > MAX_DURATION_SECONDS || seconds < -MAX_DURATION_SECONDS) {
    return failRead(place, `${kindOf(json)} is beyond 10000 years`);
  }
  const nanos = Number(digits.padEnd(9, '0')) * (sign === '-' ? -1 : 1);
  return { seconds, nanos: nanos === 0 ? 0 : nanos };
}

/** No digits, or three, six or nine of them. */
function fraction(nanos: number): string {
  if (nanos === 0) return '';
  const digits = String(nanos).padStart(9, '0');
  if (digits.endsWith('000000')) return `.${digits.slice(0, 3)}`;
  return `.${digits.endsWith('000') ? digits.slice(0, 6) : digits}`;
}

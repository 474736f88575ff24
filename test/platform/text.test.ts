import { describe, expect, it } from 'vitest';
import * as browser from '../../src/platform/browser.js';
import * as node from '../../src/platform/node.js';

const texts: readonly (readonly [string, string])[] = [
  ['', ''],
  ['ascii', '6173636969'],
  ['\u0000\u007f\u0080\u07ff\u0800\uffff', '007fc280dfbfe0a080efbfbf'],
  ['🧊é', 'f09fa78ac3a9'],
  ['\ufeffmark', 'efbbbf6d61726b'],
  ['sent \ufffd', '73656e7420efbfbd'],
];

const malformed = [
  '80', // a continuation byte alone
  'c080', // overlong
  'eda080', // a surrogate
  'f4908080', // above U+10FFFF
  'e282', // cut short
  '41efbfbd80', // malformed beside a real U+FFFD
];

describe.each([
  ['node', node],
  ['browser', browser],
])('text on %s', (_, platform) => {
  it.each(texts)('%j is %s', (text, hex) => {
    const bytes = new Uint8Array(hex.length / 2 + 2);
    expect(platform.utf8Length(text)).toBe(hex.length / 2);
    expect(platform.utf8Write(text, bytes, 1)).toBe(hex.length / 2);
    expect(Buffer.from(bytes).toString('hex')).toBe(`00${hex}00`);
    expect(platform.utf8Read(bytes, 1, bytes.length - 1)).toBe(text);
  });

  it.each(malformed)('%s is no UTF-8', (hex) => {
    const bytes = Buffer.from(`61${hex}61`, 'hex');
    expect(platform.utf8Read(bytes, 1, bytes.length - 1)).toBeUndefined();
  });

  it('writes a lone surrogate as U+FFFD and counts it so', () => {
    const bytes = new Uint8Array(8);
    expect(platform.utf8Length('a\ud800b')).toBe(5);
    expect(platform.utf8Write('a\ud800b', bytes, 0)).toBe(5);
    expect(platform.utf8Read(bytes, 0, 5)).toBe('a\ufffdb');
    expect(platform.utf8Length('\udc00')).toBe(3);
  });

  it('keeps every byte as one latin1 character', () => {
    const bytes = Uint8Array.from({ length: 10_000 }, (__, index) => index & 0xff);
    const text = platform.latin1Read(bytes, 3, 9_000);
    expect(text.length).toBe(8_997);
    const back = new Uint8Array(8_998);
    expect(platform.latin1Write(text, back, 1)).toBe(8_997);
    expect(Buffer.from(back.subarray(1)).equals(bytes.subarray(3, 9_000))).toBe(true);
  });

  it('calls in order after the turn, not within it', async () => {
    const calls: string[] = [];
    const done = new Promise<void>((resolve) => {
      platform.afterTurn(() => calls.push('first'));
      platform.afterTurn(() => {
        calls.push('second');
        resolve();
      });
    });
    calls.push('now');
    await done;
    expect(calls).toEqual(['now', 'first', 'second']);
  });
});

import { describe, expect, it } from 'vitest';
import { Assembler, type Assembled } from '../../src/wire/assembler.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import type { WireFrame } from '../../src/wire/frame-reader.js';
import { Flag } from '../../src/wire/header.js';
import { Priority, type TypeInfo } from '../../src/wire/type-table.js';

const KiB = 1_024;
const { ACK, MORE, RESPONSE } = Flag;

function typeInfo(type: number, name: string, facts: Partial<TypeInfo> = {}): TypeInfo {
  const plain = {
    priority: Priority.NORMAL,
    requiresAck: false,
    isResponse: false,
    gossip: false,
    responseStream: false,
    compress: false,
  };
  return { name, type, ...plain, response: undefined, maxBytes: undefined, rate: undefined, ...facts };
}

const answer = typeInfo(33, 'Answer', { isResponse: true });
const table = new Map(
  [
    typeInfo(32, 'Plain'),
    answer,
    typeInfo(34, 'Ask', { response: answer }),
    typeInfo(35, 'Small', { maxBytes: 100 }),
    typeInfo(36, 'Long', { maxBytes: 100 * KiB }),
    typeInfo(37, 'Exact', { maxBytes: 64 * KiB }),
  ].map((info) => [info.type, info]),
);

/** `[type, flags, part, id, payload bytes]`; the payload's bytes are all `part`. */
type Sent = readonly [number, number, number, number, number];

function frameOf([type, flags, part, id, length]: Sent): WireFrame {
  return { type, flags, part, id, payload: new Uint8Array(length).fill(part) };
}

// A result in one line: what became of the frame and what it counts.
function outcome(result: Assembled): string {
  switch (result.kind) {
    case 'message': {
      const { info, message, creditBytes } = result;
      const { flags, id, payload } = message;
      return `${info.name} ${flags & ~MORE} ${id} ${payload.length} +${creditBytes}`;
    }
    case 'malformed':
    case 'too-large':
      return `${result.kind}: ${result.problem} +${result.creditBytes}`;
    case 'stored':
    case 'unknown':
    case 'stray':
      return `${result.kind} +${result.creditBytes}`;
  }
}

function feed(frames: readonly Sent[], assembler = new Assembler(table, 256 * KiB)): string[] {
  return frames.map((frame) => outcome(assembler.add(frameOf(frame), 0)));
}

const FULL = 65_536;

const sequences: readonly (readonly [string, readonly Sent[], readonly string[]])[] = [
  ['a message of one frame', [[32, 0, 0, 0, 5]], ['Plain 0 0 5 +17']],
  ['a message of exactly one full frame', [[32, 0, 0, 0, FULL]], ['Plain 0 0 65536 +65548']],
  [
    'a message in parts',
    [
      [32, MORE, 0, 7, FULL],
      [32, MORE, 1, 7, FULL],
      [32, 0, 2, 7, 10],
    ],
    ['stored +65548', 'stored +65548', 'Plain 0 7 131082 +22'],
  ],
  [
    'parts of two messages of the same id in turn, and other frames between them',
    [
      [34, MORE, 0, 7, FULL],
      [33, MORE | RESPONSE, 0, 7, FULL],
      [32, 0, 0, 0, 1],
      [34, 0, 1, 7, 1],
      [33, RESPONSE, 1, 7, 2],
    ],
    ['stored +65548', 'stored +65548', 'Plain 0 0 1 +13', 'Ask 0 7 65537 +13', 'Answer 1 7 65538 +14'],
  ],
  [
    'acknowledged parts',
    [
      [32, MORE | ACK, 0, 7, FULL],
      [32, ACK, 1, 7, 1],
    ],
    ['stored +65548', 'Plain 2 7 65537 +13'],
  ],
  [
    'an id again once its message is whole',
    [
      [32, MORE, 0, 7, FULL],
      [32, 0, 1, 7, 1],
      [32, 0, 0, 7, 3],
    ],
    ['stored +65548', 'Plain 0 7 65537 +13', 'Plain 0 7 3 +15'],
  ],
  [
    'parts without an assembly',
    [
      [32, MORE, 1, 7, FULL],
      [32, 0, 2, 7, 4],
    ],
    ['stray +65548', 'stray +16'],
  ],
  [
    'unknown types, which are never assembled',
    [
      [99, 0, 0, 0, 5],
      [99, MORE, 0, 7, FULL],
      [99, 0, 1, 7, 6],
    ],
    ['unknown +17', 'unknown +65548', 'unknown +18'],
  ],
  [
    'a limit broken by one frame',
    [
      [35, 0, 0, 0, 100],
      [35, 0, 0, 0, 101],
    ],
    ['Small 0 0 100 +112', 'malformed: Small of 101 bytes or more, its limit is 100 +113'],
  ],
  [
    'a limit broken by the first of many parts',
    [
      [35, MORE, 0, 7, FULL],
      [35, MORE, 1, 7, FULL],
      [35, 0, 2, 7, 1],
    ],
    ['malformed: Small of 65536 bytes or more, its limit is 100 +65548', 'stray +65548', 'stray +13'],
  ],
  [
    'a limit broken by the second of many parts',
    [
      [36, MORE, 0, 7, FULL],
      [36, MORE, 1, 7, FULL],
      [36, 0, 2, 7, 1],
    ],
    ['stored +65548', 'malformed: Long of 131072 bytes or more, its limit is 102400 +65548', 'stray +13'],
  ],
  [
    'a limit that the first part meets and the last one breaks',
    [
      [37, MORE, 0, 7, FULL],
      [37, 0, 1, 7, 1],
    ],
    ['stored +65548', 'malformed: Exact of 65537 bytes or more, its limit is 65536 +13'],
  ],
  [
    'the announced largest message, met',
    [
      [32, MORE, 0, 7, FULL],
      [32, MORE, 1, 7, FULL],
      [32, MORE, 2, 7, FULL],
      [32, 0, 3, 7, FULL],
    ],
    ['stored +65548', 'stored +65548', 'stored +65548', 'Plain 0 7 262144 +65548'],
  ],
  [
    'the announced largest message, passed',
    [
      [32, MORE, 0, 7, FULL],
      [32, MORE, 1, 7, FULL],
      [32, MORE, 2, 7, FULL],
      [32, MORE, 3, 7, FULL],
      [32, 0, 4, 7, 1],
    ],
    [
      'stored +65548',
      'stored +65548',
      'stored +65548',
      'stored +65548',
      'too-large: Plain of 262145 bytes or more, announced were 262144 +13',
    ],
  ],
  [
    'RESPONSE on a type that is none, and missing on one that is',
    [
      [32, RESPONSE, 0, 7, 1],
      [33, 0, 0, 7, 1],
      [33, MORE, 0, 8, FULL],
      [33, 0, 1, 8, 1],
      [33, RESPONSE, 0, 7, 1],
    ],
    [
      'malformed: Plain is no response +13',
      'malformed: Answer without RESPONSE +13',
      'malformed: Answer without RESPONSE +65548',
      'stray +13',
      'Answer 1 7 1 +13',
    ],
  ],
  ['a request without an id', [[34, 0, 0, 0, 1]], ['malformed: Ask without an id +13']],
];

const sixOpen: readonly Sent[] = [2, 3, 4, 5, 6, 7].map((id) => [32, MORE, 0, id, FULL]);
const open: Sent = [34, MORE, 0, 7, FULL];

const rejects: readonly (readonly [string, readonly Sent[], RegExp])[] = [
  ['part 0 of an open assembly', [open, [34, 0, 0, 7, 1]], /part 0 of Ask where part 1 was due/],
  ['part 0 of another type', [open, [32, 0, 0, 7, 1]], /part 0 of Ask/],
  ['part 0 of an unknown type', [open, [99, 0, 0, 7, 1]], /part 0 of Ask/],
  [
    'a part twice',
    [
      [32, MORE, 0, 7, FULL],
      [32, MORE, 1, 7, FULL],
      [32, MORE, 1, 7, FULL],
    ],
    /part 2 was due/,
  ],
  ['a part left out', [open, [34, 0, 2, 7, 1]], /part 2 of Ask where part 1/],
  ['another type', [open, [32, 0, 1, 7, 1]], /changes its type/],
  ['an unknown type as the next part', [open, [99, 0, 1, 7, 1]], /changes its type/],
  ['an ACK that begins later', [open, [34, ACK, 1, 7, 1]], /changes its type or flags/],
  ['a seventh assembly', [...sixOpen, [33, MORE | RESPONSE, 0, 7, FULL]], /while 6 are unfinished/],
  [
    'a seventh assembly that would be refused',
    [...sixOpen, [35, MORE, 0, 9, FULL]],
    /while 6 are unfinished/,
  ],
];

describe('Assembler', () => {
  it.each(sequences)('%s', (_, frames, expected) => {
    const assembler = new Assembler(table, 256 * KiB);
    expect(feed(frames, assembler)).toEqual(expected);
    const isOpen = expected.at(-1)?.startsWith('stored') ?? false;
    if (!isOpen && !expected.at(-1)?.startsWith('too-large')) expect(assembler.storedBytes).toBe(0);
  });

  it.each(rejects)('rejects %s', (_, frames, message) => {
    const assembler = new Assembler(table, 256 * KiB);
    const begun = feed(frames.slice(0, -1), assembler);
    expect(begun.every((line) => line.startsWith('stored'))).toBe(true);
    const last = frameOf(frames.at(-1)!);
    expect(() => assembler.add(last, 0)).toThrow(message);
    expect(() => assembler.add(last, 0)).toThrow(
      expect.objectContaining({ goodbye: GoodbyeCode.FRAMING }) as Error,
    );
  });

  it('takes single frames and unknown types while six assemblies are open', () => {
    const assembler = new Assembler(table, 256 * KiB);
    feed(sixOpen, assembler);
    expect(
      feed(
        [
          [32, 0, 0, 8, 1],
          [99, MORE, 0, 8, FULL],
        ],
        assembler,
      ),
    ).toEqual(['Plain 0 8 1 +13', 'unknown +65548']);
  });

  it('joins the parts in order', () => {
    const assembler = new Assembler(table, 256 * KiB);
    assembler.add(frameOf([32, MORE, 0, 7, FULL]), 0);
    assembler.add(frameOf([32, MORE, 1, 7, FULL]), 0);
    const result = assembler.add(frameOf([32, 0, 2, 7, 10]), 0);
    const payload = result.kind === 'message' ? result.message.payload : new Uint8Array();
    expect([payload[0], payload[FULL - 1], payload[FULL], payload[2 * FULL - 1]]).toEqual([0, 0, 1, 1]);
    expect(payload.subarray(2 * FULL)).toEqual(new Uint8Array(10).fill(2));
  });

  it('abandons one message, and its late parts are strays', () => {
    const assembler = new Assembler(table, 256 * KiB);
    feed([open, [33, MORE | RESPONSE, 0, 7, FULL]], assembler);
    expect(assembler.storedBytes).toBe(2 * FULL);
    expect(assembler.abandon(7, false)).toBe(true);
    expect(assembler.abandon(7, false)).toBe(false);
    expect(assembler.abandon(8, true)).toBe(false);
    expect(assembler.storedBytes).toBe(FULL);
    expect(
      feed(
        [
          [34, MORE, 1, 7, FULL],
          [33, RESPONSE, 1, 7, 1],
        ],
        assembler,
      ),
    ).toEqual(['stray +65548', 'Answer 1 7 65537 +13']);
    expect(assembler.storedBytes).toBe(0);
  });

  it('tells since when the most patient assembly has had no part', () => {
    const assembler = new Assembler(table, 256 * KiB);
    const add = (frame: Sent, now: number): Assembled => assembler.add(frameOf(frame), now);
    expect(assembler.oldestPartAt).toBeUndefined();
    add([32, MORE, 0, 7, FULL], 10);
    add([32, MORE, 0, 8, FULL], 20);
    expect(assembler.oldestPartAt).toBe(10);
    add([32, MORE, 1, 7, FULL], 30);
    expect(assembler.oldestPartAt).toBe(20);
    add([32, 0, 1, 8, 1], 40);
    expect(assembler.oldestPartAt).toBe(30);
    add([32, 0, 2, 7, 1], 50);
    expect(assembler.oldestPartAt).toBeUndefined();
  });
});

import type { Clock } from '../../src/platform/clock.js';
import { FlushRound } from '../../src/peer/flush-round.js';
import { SendQueue, type SendQueueEvents } from '../../src/peer/send-queue.js';
import type { SendQueueLimits } from '../../src/peer/queue-watch.js';
import type { SharedChunks } from '../../src/transport/shared-chunks.js';
import { encodeFrame, type Frame } from '../../src/wire/frame.js';
import { Flag, HEADER_BYTES, readHeader, type Header } from '../../src/wire/header.js';
import type { Priority, TypeInfo, TypeTable } from '../../src/wire/type-table.js';
import { ManualClock } from './manual-clock.js';

/** Wire types of the tests' schema by lane; each has a response in the same lane, one above it. */
export const Type = { HIGH: 0x40, NORMAL: 0x50, LOW: 0x60 } as const;

function typeInfo(type: number, priority: Priority, isResponse: boolean): TypeInfo {
  return {
    name: `test.${priority}${isResponse ? 'Response' : ''}`,
    type,
    priority,
    requiresAck: false,
    isResponse,
    response: undefined,
    responseStream: false,
    maxBytes: undefined,
    rate: undefined,
    gossip: false,
    compress: false,
  };
}

export const testTypes: TypeTable = new Map(
  ([Type.HIGH, Type.NORMAL, Type.LOW] as const).flatMap((type, index) => {
    const priority = (['high', 'normal', 'low'] as const)[index]!;
    return [
      [type, typeInfo(type, priority, false)],
      [type + 1, typeInfo(type + 1, priority, true)],
    ];
  }),
);

export const testLimits: SendQueueLimits = {
  highWaterBytes: 1024 * 1024,
  lowWaterBytes: 256 * 1024,
  queueCapBytes: 32 * 1024 * 1024,
  slowPeerGraceMs: 10_000,
  // Most tests of the queue play no peer that says what has arrived.
  leastInFlightBytes: 16 * 1024 * 1024,
};

/** A message of `payloadBytes`; types with the low bit set are responses. */
export function message(type: number, payloadBytes: number, id = 0): Frame {
  return encodeFrame(
    type,
    (type & 1) === 1 && type >= 32 ? Flag.RESPONSE : 0,
    id,
    new Uint8Array(payloadBytes),
  );
}

/** A transport that keeps what it is given, and is full after every write if told so. */
export class WrittenChunks {
  readonly writes: (readonly Uint8Array[])[] = [];
  /** What write() returns. */
  hasRoom = true;

  write(chunks: readonly Uint8Array[], shared?: SharedChunks): boolean {
    this.writes.push([...chunks, ...(shared?.chunks ?? [])]);
    return this.hasRoom;
  }

  /** The headers of everything written since the last call. */
  takeHeaders(): Header[] {
    const headers = this.writes.flat().flatMap(headersOf);
    this.writes.length = 0;
    return headers;
  }
}

/** Chunks must hold whole frames; anything else throws. */
export function headersOf(chunk: Uint8Array): Header[] {
  const headers: Header[] = [];
  let offset = 0;
  while (offset < chunk.length) {
    const header = readHeader(chunk, offset);
    headers.push(header);
    offset += HEADER_BYTES + header.length;
  }
  if (offset !== chunk.length) throw new Error('a chunk ends inside a frame');
  return headers;
}

/** A send queue with everything around it. */
export class QueueRig implements SendQueueEvents {
  readonly clock: ManualClock;
  readonly written = new WrittenChunks();
  readonly round: FlushRound;
  readonly queue: SendQueue;
  /** What happened, in order. */
  readonly events: string[] = [];
  due: Frame[] = [];

  constructor(options: { limits?: Partial<SendQueueLimits>; windowBytes?: number; round?: FlushRound } = {}) {
    this.clock = new ManualClock();
    this.round = options.round ?? new FlushRound(this.clock);
    const clock: Clock = this.clock;
    this.queue = new SendQueue(this.written, testTypes, this.round, clock, this, {
      ...testLimits,
      ...options.limits,
    });
    this.queue.open(options.windowBytes ?? 16 * 1024 * 1024);
  }

  takeDue(): readonly Frame[] {
    const due = this.due;
    this.due = [];
    return due;
  }

  onDrain(): void {
    this.events.push('drain');
  }

  onEmpty(): void {
    this.events.push('empty');
  }

  onOverflow(code: number, problem: string): void {
    this.events.push(`overflow ${code}: ${problem}`);
  }

  /** Ends the turn; returns the headers of what was written. */
  endTurn(): Header[] {
    this.clock.endTurn();
    return this.written.takeHeaders();
  }

  /** The transport takes everything it was given; returns the headers of what followed. */
  drain(): Header[] {
    this.queue.transportDrained();
    return this.written.takeHeaders();
  }
}

import { MAX_PAYLOAD_BYTES } from '../../../src/wire/header.js';
import { BULK_FLOOR } from '../names.js';
import type { Bulk } from '../schema.js';
import { Kind, Pending, type LinkContender } from './link.js';
import { connectTo, listenFor } from './sockets.js';

/** A kind besides those of messages: a piece has arrived. */
const TAKEN = 0;
/** Kind, id or sequence number, and how many bytes follow. */
const HEAD_BYTES = 12;
/** Pieces that may be on their way: a ping waits for so many at most. */
const MOST_IN_FLIGHT = 4;

/**
 * A transfer by hand, and a ping beside it: the sender copies nothing, and the peer reads every piece into the same memory. What
 * remains are the kernel, and V8, which collects what Node's sockets are read into.
 */
export const bulkFloor: LinkContender = {
  name: BULK_FLOOR,
  isFloor: true,
  async connect(address) {
    const socket = await connectTo(address);
    const pending = new Pending<void>();
    const queue: Bulk[] = [];
    let inFlight = 0;
    const sendMore = (): void => {
      while (inFlight < MOST_IN_FLIGHT) {
        const next = queue.shift();
        if (next === undefined) return;
        inFlight++;
        socket.cork();
        socket.write(head(Kind.BULK, next.sequence, next.data.length));
        socket.write(next.data);
        socket.uncork();
      }
    };
    const parser = new Parser((kind, id) => {
      if (kind === TAKEN) inFlight--;
      else pending.settle(id);
    });
    socket.on('data', (chunk) => {
      parser.push(chunk);
      sendMore();
    });
    return {
      bulk: {
        askUrgently: () => pending.add((id) => void socket.write(head(Kind.URGENT, id, 0))),
        send(bulk) {
          queue.push(bulk);
          sendMore();
        },
      },
      close() {
        socket.destroy();
        return Promise.resolve();
      },
    };
  },
  answer({ takeBulk }) {
    return listenFor((socket) => {
      const parser = new Parser((kind, id, data) => {
        if (kind === Kind.BULK) takeBulk({ sequence: id, data });
        socket.write(head(kind === Kind.BULK ? TAKEN : Kind.URGENT, id, 0));
      });
      socket.on('data', (chunk) => parser.push(chunk));
    });
  },
};

function head(kind: number, id: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES);
  bytes.writeUInt32LE(kind, 0);
  bytes.writeUInt32LE(id, 4);
  bytes.writeUInt32LE(length, 8);
  return bytes;
}

/** Finds what `head` announces; the data is only valid until the next. */
class Parser {
  readonly #onWhole: (kind: number, id: number, data: Uint8Array) => void;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  readonly #data = Buffer.alloc(MAX_PAYLOAD_BYTES);
  #filled = 0;

  constructor(onWhole: (kind: number, id: number, data: Uint8Array) => void) {
    this.#onWhole = onWhole;
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      if (this.#filled < HEAD_BYTES) at += this.#fill(this.#head, this.#filled, HEAD_BYTES, chunk, at);
      if (this.#filled < HEAD_BYTES) return;
      const length = this.#head.readUInt32LE(8);
      at += this.#fill(this.#data, this.#filled - HEAD_BYTES, length, chunk, at);
      if (this.#filled < HEAD_BYTES + length) return;
      this.#filled = 0;
      this.#onWhole(this.#head.readUInt32LE(0), this.#head.readUInt32LE(4), this.#data.subarray(0, length));
    }
  }

  /** Returns how much of the chunk was missing there. */
  #fill(target: Buffer, from: number, to: number, chunk: Buffer, at: number): number {
    const count = chunk.copy(target, from, at, Math.min(chunk.length, at + to - from));
    this.#filled += count;
    return count;
  }
}

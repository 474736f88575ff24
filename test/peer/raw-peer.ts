import { Ack, ErrorResponse, Goodbye, Handshake } from '../../generated/framewright/control.js';
import { buildHandshake } from '../../src/peer/handshake.js';
import { resolveLimits, type ConnectionLimits } from '../../src/peer/limits.js';
import { handshakeAckFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import type { LocalPeer } from '../../src/peer/peer.js';
import type { Transport } from '../../src/transport/transport.js';
import { encodeFrame, type Frame } from '../../src/wire/frame.js';
import { FrameReader, type WireFrame } from '../../src/wire/frame-reader.js';
import { localPeer } from './peer-rig.js';

/** A frame of any header and payload, however wrong. */
export interface RawFrame {
  readonly type: number;
  readonly flags?: number;
  readonly part?: number;
  readonly id?: number;
  readonly payload?: Uint8Array;
  /** What the header says of the length, when that is a lie. */
  readonly length?: number;
}

export function rawBytes({ type, flags = 0, part = 0, id = 0, payload, length }: RawFrame): Uint8Array {
  const bytes = new Uint8Array(12 + (payload?.length ?? 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length ?? payload?.length ?? 0);
  view.setUint16(4, type);
  bytes[6] = flags;
  bytes[7] = part;
  view.setUint32(8, id);
  bytes.set(payload ?? [], 12);
  return bytes;
}

/** A Handshake frame of node `id`, with fields changed at will. */
export function handshakeOf(
  id: number,
  changes: Partial<Handshake> = {},
  local: Partial<LocalPeer> = {},
  limits: Partial<ConnectionLimits> = {},
): Frame {
  const whole = buildHandshake(localPeer(id, local), resolveLimits(limits));
  const handshake = { ...Handshake.decode(whole.bytes.subarray(12)), ...changes };
  return encodeFrame(OwnType.HANDSHAKE, 2, 1, Handshake.encode(handshake));
}

export interface HelloOptions {
  readonly resumed?: boolean;
  readonly limits?: Partial<ConnectionLimits>;
  readonly local?: Partial<LocalPeer>;
}

/** The other end of a link, as a test plays it: says what it is told and keeps what it hears. */
export class RawPeer {
  readonly frames: WireFrame[] = [];
  hasHeardEnd = false;
  isClosed = false;
  /** Called with every frame that comes. */
  onFrame: (frame: WireFrame) => void = () => {};
  readonly #transport: Transport;
  readonly #reader = new FrameReader();

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#reader.allowsCompressed = true;
    transport.start({
      onData: (chunk) => {
        this.#reader.push(chunk);
        for (let frame = this.#reader.next(); frame !== undefined; frame = this.#reader.next()) {
          const kept = { ...frame, payload: frame.payload.slice() };
          this.frames.push(kept);
          this.onFrame(kept);
        }
      },
      onDrain: () => {},
      onEnd: () => {
        this.hasHeardEnd = true;
      },
      onClose: () => {
        this.isClosed = true;
      },
      onViolation: () => {},
    });
  }

  send(...frames: (Frame | RawFrame | Uint8Array)[]): void {
    this.#transport.write(
      frames.map((frame) => {
        if (frame instanceof Uint8Array) return frame;
        return 'bytes' in frame ? frame.bytes : rawBytes(frame);
      }),
    );
  }

  /** Both Handshakes crossed or about to: says ours and acks theirs. */
  sayHello(id: number, options: HelloOptions = {}): void {
    const { resumed = false, limits, local } = options;
    this.send(handshakeOf(id, {}, local, limits), handshakeAckFrame(resumed));
  }

  /** Stops reading, as a peer that is stuck. */
  pause(): void {
    this.#transport.pause();
  }

  resume(): void {
    this.#transport.resume();
  }

  end(): void {
    this.#transport.end(1, '');
  }

  destroy(): void {
    this.#transport.destroy();
  }

  of(type: number): WireFrame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  get types(): number[] {
    return this.frames.map(({ type }) => type);
  }

  get goodbye(): Goodbye | undefined {
    const [frame] = this.of(OwnType.GOODBYE);
    return frame && Goodbye.decode(frame.payload);
  }

  get errors(): { id: number; code: number; message: string }[] {
    return this.of(OwnType.ERROR_RESPONSE).map(({ id, payload }) => ({
      id,
      ...ErrorResponse.decode(payload),
    }));
  }

  /** Ids acknowledged, the Handshake's left out. */
  get acked(): number[] {
    return this.of(OwnType.ACK)
      .flatMap(({ payload }) => Ack.decode(payload).ids)
      .filter((id) => id !== 1);
  }
}

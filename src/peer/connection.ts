import type { Transport } from '../transport/transport.js';
import { ErrorCode, GoodbyeCode } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import { Flag } from '../wire/header.js';
import type { TypeTable } from '../wire/type-table.js';
import { checkSendable } from './check-sendable.js';
import { ConnectionLife } from './connection-life.js';
import type { ConnectionLink, ConnectionOwner, Services } from './connection-owner.js';
import type { ConnectionStats } from './connection-stats.js';
import { PeerError, RequestError } from './errors.js';
import type { InboundStream } from './inbound-stream.js';
import type {
  ConnectionState,
  Delivery,
  Direction,
  InboundMessage,
  RemotePeer,
  RequestOptions,
} from './peer.js';

/**
 * One link to one peer, whoever dialled. It moves frames and never decodes what a schema declares. Made by
 * `PeerConnectionRegistry.attach`.
 */
export class PeerConnection {
  readonly direction: Direction;
  /** Address of the other end, e.g. `tcp://127.0.0.1:24000`. */
  readonly address: string;
  /** Monotonic milliseconds. */
  readonly openedAt: number;

  readonly #types: TypeTable;
  readonly #life: ConnectionLife;

  /** Starts the opening. `onLink` gets what only the registry may use. */
  constructor(
    services: Services,
    owner: ConnectionOwner,
    transport: Transport,
    direction: Direction,
    generation: number,
    onLink: (link: ConnectionLink) => void,
  ) {
    this.direction = direction;
    this.address = transport.remoteAddress;
    this.openedAt = services.clock.now();
    this.#types = services.types;
    this.#life = new ConnectionLife(this, services, owner, transport, generation);
    onLink(this.#life.link);
    this.#life.start();
  }

  /** The other side, as soon as its Handshake was read. */
  get peer(): RemotePeer | undefined {
    return this.#life.peer;
  }

  get state(): ConnectionState {
    return this.#life.state;
  }

  /** Queues a frame. False above the high-water mark, though it was taken: `onDrain` follows. Throws PeerError. */
  send(frame: Frame): boolean {
    checkSendable(frame, this.#types);
    return this.#life.sessionFor(frame).send(frame);
  }

  /** Queues frames in order; throws PeerError before the first if one cannot be sent. */
  sendBatch(frames: readonly Frame[]): boolean {
    for (const frame of frames) checkSendable(frame, this.#types);
    for (const frame of frames) this.#life.sessionFor(frame);
    if (this.#life.session?.hasRoomFor(frames) === false) {
      throw new PeerError('FULL', 'too many messages await their acknowledgement');
    }
    for (const frame of frames) this.#life.session?.send(frame);
    return this.#life.sender.isBelowHighWater;
  }

  /** Sends a request and resolves with its response, not decoded. Rejects with RequestError or PeerError. */
  request(frame: Frame, options: RequestOptions = {}): Promise<InboundMessage> {
    const refusal = this.#life.refusalOf(frame);
    const session = this.#life.session;
    if (refusal === undefined && session !== undefined) return session.request(frame, options);
    const isUnknown = refusal === 'UNKNOWN_TYPE';
    const problem = `${this.address} does not know type ${frame.type}`;
    return Promise.reject(
      isUnknown ? new RequestError(ErrorCode.UNKNOWN_TYPE, problem) : this.#life.refused(frame, refusal),
    );
  }

  /** Asks for a stream: its items, not decoded, until its end or an error. As request, but throws PeerError at once. */
  stream(frame: Frame, options: RequestOptions = {}): InboundStream {
    return this.#life.sessionFor(frame).stream(frame, options);
  }

  /** Sends a message with ACK and resolves with how it ended. Rejects with PeerError if it cannot be sent. */
  async deliver(frame: Frame): Promise<Delivery> {
    if ((frame.flags & Flag.ACK) === 0) {
      throw new PeerError('MISUSE', 'only a type that declares requires_ack can be delivered: use send()');
    }
    checkSendable(frame, this.#types);
    return this.#life.sessionFor(frame).deliver(frame);
  }

  /** Refuses new sends, finishes what is begun for at most 5 s, says Goodbye. Resolves when the link is gone. */
  close(code: GoodbyeCode = GoodbyeCode.NORMAL, reason = '', retryAfterMs = 0): Promise<void> {
    return this.#life.close({ code, reason, retryAfterMs });
  }

  /** Drops the link now, without a Goodbye. */
  destroy(code: GoodbyeCode = GoodbyeCode.LOST, reason = ''): void {
    this.#life.destroy(code, reason);
  }

  stats(): ConnectionStats {
    return this.#life.stats();
  }
}

import type { Frame } from '../wire/frame.js';
import { SHARED_BYTES } from '../wire/slab.js';
import { Priority, type TypeInfo, type TypeTable } from '../wire/type-table.js';
import { checkSendable } from './check-sendable.js';
import { FIRST_SCHEMA_TYPE } from './own-type.js';
import type { PeerId } from './peer.js';
import type { Unison, Voice } from './unison.js';
import type { FrameWriter } from './write-room.js';

/** Peers that a broadcast leaves out. */
export type Except = PeerId | ReadonlySet<PeerId> | undefined;

export interface BroadcastOptions {
  /** Peers that are left out. */
  readonly except?: Except;
}

/** What turns messages of one type into frames. A Codec is one. */
export interface MessageCodec<T>
  extends FrameWriter<T>, Pick<TypeInfo, 'type' | 'requiresAck' | 'isResponse' | 'response'> {
  frame(message: T): Frame;
}

/** What is to be known of a type before it is broadcast. */
interface Kind {
  readonly type: number;
  readonly priority: Priority;
  /** Goes to all alike: no rate, and nothing that only some can inflate. */
  readonly isAlike: boolean;
}

/** Sends frames to every open connection, and counts for how many. */
export class Broadcast {
  readonly #types: TypeTable;
  readonly #unison: Unison;
  /** Of the last broadcast: the next is mostly of the same type. */
  #kind: Kind = { type: 0, priority: Priority.NORMAL, isAlike: false };
  /** Of the last message, and its lane if it goes to all alike. */
  #codec: unknown;
  #plainPriority: Priority | undefined;
  /** Longer than what is written without a frame: so may the next be. */
  #isLong = false;
  #queued = 0;
  #skipped = 0;

  constructor(types: TypeTable, unison: Unison) {
    this.#types = types;
    this.#unison = unison;
  }

  /** Frames queued, counted once a peer. */
  get queued(): number {
    return this.#queued;
  }

  /** Frames that a peer could not take. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Queues a frame for every open connection. Returns for how many. Throws PeerError MISUSE. */
  send(frame: Frame, except: Except): number {
    return this.#send(frame, this.#kindOf(frame), setOf(except));
  }

  /** As send() of the message's frame, which is spared where all get the same bytes. Throws EncodeError too. */
  sendMessage<T>(codec: MessageCodec<T>, message: T, except: Except): number {
    if (codec !== this.#codec) {
      const { isAlike, priority } = this.#kindOfType(codec.type);
      const isPlain = !codec.requiresAck && !codec.isResponse && codec.response === undefined;
      this.#codec = codec;
      this.#plainPriority = isAlike && isPlain ? priority : undefined;
      this.#isLong = false;
    }
    const excepted = setOf(except);
    if (this.#plainPriority !== undefined && !this.#isLong) {
      const count = this.#unison.write(codec, message, this.#plainPriority, excepted);
      if (count !== undefined) {
        this.#queued += count;
        return count;
      }
    }
    const frame = codec.frame(message);
    this.#isLong = frame.wireBytes > SHARED_BYTES;
    return this.#send(frame, this.#kindOf(frame), excepted);
  }

  /** Queues frames in order for every open connection. Returns for how many peers all of them were. */
  sendAll(frames: readonly Frame[], except: Except): number {
    const kinds = frames.map((frame) => this.#kindOf(frame));
    const excepted = setOf(except);
    const { voices } = this.#unison;
    let peers = voices.size;
    for (const peer of excepted) peers -= voices.has(peer) ? 1 : 0;
    const skippers = new Set<Voice>();
    frames.forEach((frame, index) => this.#send(frame, kinds[index]!, excepted, skippers));
    return peers - skippers.size;
  }

  #kindOf(frame: Frame): Kind {
    const { type, flags } = frame;
    if (type === this.#kind.type && flags === 0) return this.#kind;
    checkSendable(frame, this.#types);
    return (this.#kind = this.#kindOfType(type));
  }

  #kindOfType(type: number): Kind {
    const info = this.#types.get(type);
    const isPlain = info?.response === undefined && info?.rate === undefined && info?.compress !== true;
    const isAlike = type >= FIRST_SCHEMA_TYPE && isPlain;
    return { type, priority: info?.priority ?? Priority.NORMAL, isAlike };
  }

  #send(
    frame: Frame,
    { priority, isAlike }: Kind,
    except: ReadonlySet<PeerId>,
    skippers?: Set<Voice>,
  ): number {
    const unison = this.#unison;
    if (!isAlike || !unison.takes(frame))
      return this.#offer(frame, [...unison.voices.values()], except, skippers);
    // Flushing moves connections in and out: after the first chance for it, and before the second, in push().
    unison.makeRoom(frame.wireBytes, priority, except);
    const apart = unison.apart.size === 0 ? undefined : [...unison.apart];
    const count = unison.push(frame, priority);
    this.#queued += count;
    return apart === undefined ? count : count + this.#offer(frame, apart, except, skippers, priority);
  }

  /** `priority` of a plain message. */
  #offer(
    frame: Frame,
    voices: readonly Voice[],
    except: ReadonlySet<PeerId>,
    skippers?: Set<Voice>,
    priority?: Priority,
  ): number {
    let count = 0;
    for (const voice of voices) {
      if (except.has(voice.peer)) continue;
      if ((priority !== undefined && voice.enqueue(frame, priority)) || voice.offer(frame)) {
        count++;
      } else {
        this.#skipped++;
        skippers?.add(voice);
      }
    }
    this.#queued += count;
    return count;
  }
}

const NOBODY: ReadonlySet<PeerId> = new Set();

function setOf(except: Except): ReadonlySet<PeerId> {
  return typeof except === 'string' ? new Set([except]) : (except ?? NOBODY);
}

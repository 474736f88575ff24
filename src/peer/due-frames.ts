import type { Frame } from '../wire/frame.js';
import { ackFrame, creditFrame } from './own-messages.js';
import type { ReceiveWindow } from './receive-window.js';

/** Ids in one Ack (WIRE.md §5). */
const IDS_AN_ACK = 512;
/** Acknowledgements that may wait: about what 128 KiB of Acks hold (WIRE.md §11.7). */
const MOST_WAITING_ACKS = 24 * 1024;

const NOTHING: readonly Frame[] = [];

/** Own frames that are made when a flush goes out, so that those of one kind merge: Acks and Credit. */
export class DueFrames {
  #acks: number[] = [];

  get isEmpty(): boolean {
    return this.#acks.length === 0;
  }

  /** False if too many wait. */
  addAck(id: number): boolean {
    this.#acks.push(id);
    return this.#acks.length <= MOST_WAITING_ACKS;
  }

  take(window: ReceiveWindow | undefined): readonly Frame[] {
    if (this.isEmpty && window?.isDue !== true) return NOTHING;
    const frames: Frame[] = [];
    for (let at = 0; at < this.#acks.length; at += IDS_AN_ACK) {
      frames.push(ackFrame(this.#acks.slice(at, at + IDS_AN_ACK)));
    }
    this.#acks = [];
    if (window?.isDue === true) frames.push(creditFrame(window.take()));
    return frames;
  }
}

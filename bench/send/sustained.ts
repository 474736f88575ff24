import type { Note } from './schema.js';
import type { Lineup, Running } from './lineup.js';
import { lineupCells } from './lineup-cells.js';
import { notesOf } from './notes.js';
import type { Receivers } from './receivers.js';
import { countFor, sampleOf, spentBy, type CellShape, type Spent } from './rounds.js';
import type { CellResult } from '../../src/bench/result.js';
import { WARM_UP, type SendTiming } from './timing.js';

/** What may be on its way to each receiver: the window of credit that framewright has by default. */
const AHEAD_BYTES = 1024 * 1024;
const STEPS_AHEAD = 4;

/** One way of broadcasting without end. */
export interface Sustained {
  readonly payloadBytes: number;
  /** Broadcasts in one turn of the event loop. */
  readonly perTick: number;
}

/** Broadcasts as fast as the receivers allow. Operations are deliveries: broadcasts × peers. */
export async function sustainedCell(
  shape: CellShape,
  load: Sustained,
  lineup: Lineup,
  peers: number,
  timing: SendTiming,
): Promise<CellResult> {
  const counts = new Map<Running, number>();
  for (const running of [...lineup.running]) {
    try {
      const run = (count: number) => sustain(running, load, count);
      counts.set(running, await countFor(timing.secondsPerCase, 4 * load.perTick, run));
    } catch (error) {
      await lineup.refuse(running, error);
    }
  }
  const [result] = await lineupCells([shape], lineup, timing.rounds, async (running) => {
    const count = counts.get(running)!;
    await sustain(running, load, Math.ceil(count * WARM_UP));
    const { spent, sent } = await sustain(running, load, count);
    return [sampleOf(sent * peers, spent)];
  });
  return result!;
}

/** Sends `count` broadcasts or a few more, and resolves when all receivers have had all of them, and no more. */
export async function sustain(
  { sender, receivers }: Running,
  load: Sustained,
  count: number,
): Promise<{ readonly spent: Spent; readonly sent: number }> {
  const notes = notesOf(load.payloadBytes);
  const ahead = Math.max(STEPS_AHEAD * load.perTick, Math.floor(AHEAD_BYTES / (load.payloadBytes + 16)));
  const steps = Math.ceil((count * STEPS_AHEAD) / ahead);
  const step = Math.ceil(count / steps);
  const sent = steps * step;
  await receivers.expect(load.payloadBytes, step);
  sender.prepare?.(notes);
  const spent = await spentBy(
    () =>
      new Driver(sender, receivers, notes, load.perTick, STEPS_AHEAD * Math.max(step, load.perTick)).run(
        sent,
      ),
    () => sender.helperCpuMs?.() ?? 0,
  );
  await receivers.checkCounts(sent);
  return { spent, sent };
}

/** Calls a sender turn after turn, as long as the receivers are not too far behind. */
class Driver {
  readonly #sender: Running['sender'];
  readonly #receivers: Receivers;
  readonly #notes: readonly Note[];
  readonly #perTick: number;
  readonly #ahead: number;
  #sent = 0;
  #count = 0;
  #finish!: () => void;
  #fail!: (error: unknown) => void;

  constructor(
    sender: Running['sender'],
    receivers: Receivers,
    notes: readonly Note[],
    perTick: number,
    ahead: number,
  ) {
    this.#sender = sender;
    this.#receivers = receivers;
    this.#notes = notes;
    this.#perTick = perTick;
    this.#ahead = ahead;
  }

  async run(count: number): Promise<void> {
    this.#count = count;
    await new Promise<void>((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
      this.#tick();
    });
    await this.#receivers.reached(count);
  }

  #tick(): void {
    if (this.#sent >= this.#count) {
      this.#finish();
      return;
    }
    const behind = this.#sent + this.#perTick - this.#ahead;
    if (behind > this.#receivers.reachedCount) {
      this.#receivers.reached(behind).then(() => this.#tick(), this.#fail);
      return;
    }
    const end = Math.min(this.#sent + this.#perTick, this.#count);
    for (; this.#sent < end; this.#sent++) {
      this.#sender.broadcast(this.#notes[this.#sent % this.#notes.length]!, this.#sent);
    }
    this.#sender.flush?.();
    setImmediate(() => this.#tick());
  }
}

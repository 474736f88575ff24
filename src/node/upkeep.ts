import type { PeerId } from '../peer/peer.js';
import type { Runtime, Timer } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { AddressBook } from './address-book.js';
import type { Dialer } from './dialer.js';
import type { Guard } from './guard.js';

/** How often what should be is compared with what is. */
const UPKEEP_MS = 30_000;
/** After this long an address that was given up may be tried again. */
const REST_MS = 60 * 60_000;

/** What upkeep reads of the node around it. */
export interface UpkeepView {
  readonly self: PeerId;
  connectionCount(): number;
  isConnected(peer: PeerId): boolean;
  dial(address: string): void;
}

/** Every 30 s: dials known addresses while there are too few connections, and saves the address book. */
export class Upkeep {
  readonly #runtime: Runtime;
  readonly #log: Log;
  readonly #dialer: Dialer;
  readonly #book: AddressBook;
  readonly #guard: Guard;
  readonly #view: UpkeepView;
  readonly #wanted: number;
  readonly #configured: readonly string[];
  #timer: Timer | undefined;

  constructor(
    runtime: Runtime,
    log: Log,
    parts: { readonly dialer: Dialer; readonly book: AddressBook; readonly guard: Guard },
    view: UpkeepView,
    aims: { readonly wantedConnections: number; readonly peers: readonly string[] },
  ) {
    this.#runtime = runtime;
    this.#log = log;
    this.#dialer = parts.dialer;
    this.#book = parts.book;
    this.#guard = parts.guard;
    this.#view = view;
    this.#wanted = aims.wantedConnections;
    this.#configured = aims.peers;
  }

  start(): void {
    this.#timer = this.#runtime.clock.schedule(UPKEEP_MS, () => {
      this.start();
      this.#dialer.review();
      this.dialMore();
      this.#book.flush().catch((error: unknown) => {
        this.#log.error('address book not saved', { error: String(error) });
      });
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Dials known addresses as far as connections are missing. */
  dialMore(): void {
    const trying = this.#dialer
      .targets()
      .filter(({ state }) => state === 'waiting' || state === 'dialling').length;
    const missing = this.#wanted - this.#view.connectionCount() - trying;
    if (missing <= 0) return;
    for (const { address } of this.#book.best(missing, (known) => this.#mayTry(known.address, known.peer))) {
      this.#view.dial(address);
    }
  }

  #mayTry(address: string, peer: PeerId | undefined): boolean {
    if (peer !== undefined && (peer === this.#view.self || this.#view.isConnected(peer))) return false;
    if (this.#guard.bannedForMs(address, peer) > 0) return false;
    const target = this.#dialer.target(address);
    if (target === undefined) return true;
    if (target.state !== 'resting' || target.unwelcome) return false;
    // A node that is cut off does not wait an hour for the peers it was told to keep.
    const isCutOff = this.#view.connectionCount() === 0 && this.#configured.includes(address);
    return isCutOff || this.#runtime.clock.now() - target.restingSince >= REST_MS;
  }
}

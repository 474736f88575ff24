import type { PeerConnection } from '../peer/connection.js';
import type { Log } from '../platform/log.js';
import { reasonOf } from '../platform/reason.js';
import { GoodbyeCode } from '../wire/codes.js';
import type { DialTarget } from './dialer.js';
import type { Ban, Guard } from './guard.js';
import { offenderNames } from './offender.js';

/** What bans do to the node around them. */
export interface BansOwner {
  /** All that are open or will be. */
  connections(): readonly PeerConnection[];
  /** Dials again what was not dialled for a ban. */
  release(isLifted: (target: DialTarget) => boolean): void;
  onBan(ban: Ban): void;
}

/** Enforces what the guard decides, and has it saved at once. */
export class Bans {
  readonly #guard: Guard;
  readonly #log: Log;
  readonly #owner: BansOwner;

  constructor(guard: Guard, log: Log, owner: BansOwner) {
    this.#guard = guard;
    this.#log = log;
    this.#owner = owner;
  }

  /** Counts a violation. */
  report(connection: PeerConnection, problem: string, kind: string): void {
    const peer = connection.peer?.id;
    // Whoever is banned already has had its lines.
    const level = this.#guard.bannedForMs(connection.address, peer) > 0 ? 'debug' : 'warn';
    this.#log[level]('violation', { peer, address: connection.address, kind, problem });
    this.#guard.violation(connection.address, peer, kind);
  }

  /** Resolves when the ban is saved. */
  async ban(offender: string, forMs?: number, reason?: string): Promise<Ban> {
    const ban = this.#guard.ban(offender, forMs, reason);
    await this.#guard.flush();
    return ban;
  }

  async unban(offender: string): Promise<string[]> {
    const lifted = this.#guard.unban(offender);
    await this.#guard.flush();
    return lifted;
  }

  /** A ban has begun. */
  enforce(ban: Ban): void {
    this.#log.warn('banned', { ...ban });
    const retryAfterMs = Number.isFinite(ban.forMs) ? ban.forMs : 0;
    for (const connection of this.#owner.connections()) {
      if (!offenderNames(connection.address, connection.peer?.id).includes(ban.offender)) continue;
      void connection.close(GoodbyeCode.BANNED, `banned (${ban.reason})`, retryAfterMs);
    }
    this.#save();
    this.#owner.onBan(ban);
  }

  /** These were forgiven. */
  lift(offenders: ReadonlySet<string>): void {
    this.#log.info('ban lifted', { offenders: [...offenders].join(' ') });
    this.#owner.release(({ address, peer }) =>
      offenderNames(address, peer).some((name) => offenders.has(name)),
    );
    this.#save();
  }

  #save(): void {
    this.#guard.flush().catch((error: unknown) => {
      this.#log.error('bans not saved', { error: reasonOf(error) });
    });
  }
}

import {
  GetMasternodes,
  MasternodeAnnouncement,
  type MasternodeAnnouncementData,
  MasternodesResponse,
} from '../../../generated/timecoin/masternodes.js';
import type { Node } from '../../node/node.js';
import { ResponseError } from '../../peer/errors.js';
import type { PeerId } from '../../peer/peer.js';
import type { Runtime, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { reasonOf } from '../../platform/reason.js';
import { sameBytes } from '../../wire/bytes.js';
import { ErrorCode, GoodbyeCode } from '../../wire/codes.js';
import { MasternodeError, type MasternodeFault } from '../errors.js';
import type { Part } from '../part.js';
import { type AddressRule, ANNOUNCEMENT_VALID_S, checkAnnouncement } from './announcement.js';
import type { MasternodeDirectory } from './directory.js';

/** How often one peer is asked for its list, and the directory rid of who is gone. */
const ROUND_MS = 5 * 60_000;
/** A peer is not asked more often. */
const ASK_PAUSE_MS = 60_000;
/** Entries of a list that are checked at a stretch: a signature takes about 0.1 ms. */
const CHECKED_AT_ONCE = 32;
/** Tag, length, and what an announcement's fields take around their content. */
const AROUND_ENTRY_BYTES = 24;
const KEY_AND_SIGNATURE_BYTES = 96;
/** An answer is not larger, whatever its requester takes. */
const LIST_BYTES = 4 * 1024 * 1024;

// What depends on clocks is nobody's violation.
const CLOCK_REASONS: ReadonlySet<MasternodeFault> = new Set(['TOO_NEW', 'TOO_OLD']);

/** Learns of masternodes, by gossip and from peers' lists, and tells of those that it knows. */
export class MasternodeAnnouncements implements Part {
  readonly #node: Node;
  readonly #directory: MasternodeDirectory;
  readonly #rule: AddressRule;
  readonly #runtime: Runtime;
  readonly #log: Log;
  readonly #stop = new AbortController();
  /** When a connected peer was asked, on the monotonic clock. */
  readonly #asked = new Map<PeerId, number>();
  /** Announcements that came in lists, and not by gossip yet. */
  readonly #listed = new WeakSet<MasternodeAnnouncementData>();
  #timer: Timer | undefined;

  constructor(node: Node, directory: MasternodeDirectory, rule: AddressRule, runtime: Runtime, log: Log) {
    this.#node = node;
    this.#directory = directory;
    this.#rule = rule;
    this.#runtime = runtime;
    this.#log = log;
    node.gossip(MasternodeAnnouncement, (announcement) => this.#received(announcement), {
      key: ({ publicKey, timestamp }) => `${Buffer.from(publicKey).toString('hex')}:${timestamp}`,
    });
    node.handle(GetMasternodes, (_, { connection }) => this.#list(connection.peer?.largestMessage));
  }

  start(): void {
    this.#timer = this.#runtime.clock.schedule(ROUND_MS, () => {
      this.#directory.forgetBefore(this.#seconds() - ANNOUNCEMENT_VALID_S);
      const peers = this.#node.connections.flatMap(({ peer }) => peer?.id ?? []);
      const peer = peers[Math.floor(this.#runtime.random.next() * peers.length)];
      if (peer !== undefined) this.ask(peer);
      this.start();
    });
  }

  opened(peer: PeerId): void {
    this.ask(peer);
  }

  closed(peer: PeerId): void {
    this.#asked.delete(peer);
  }

  stop(): void {
    this.#stop.abort();
    this.#timer?.cancel();
  }

  /** Asks a connected peer for its list, unless that was done a moment ago. */
  ask(peer: PeerId): void {
    const now = this.#runtime.clock.now();
    if (now - (this.#asked.get(peer) ?? -Infinity) < ASK_PAUSE_MS) return;
    this.#asked.set(peer, now);
    void this.#fetch(peer);
  }

  #received(announcement: MasternodeAnnouncement): boolean {
    const known = this.#directory.byKey(announcement.publicKey)?.announcement;
    // What a list brought first goes on all the same, to those that have no list with it.
    if (known !== undefined && sameBytes(encode(known), encode(announcement)) && this.#listed.delete(known))
      return true;
    try {
      return this.#take(announcement);
    } catch (error) {
      if (!(error instanceof MasternodeError)) throw error;
      if (CLOCK_REASONS.has(error.code)) return false;
      throw new ResponseError(ErrorCode.MALFORMED, error.message, { cause: error });
    }
  }

  /** True if it says something new. Throws MasternodeError. */
  #take(announcement: MasternodeAnnouncement): boolean {
    const outcome = this.#directory.judge(announcement);
    const { address } = announcement;
    // What would not be kept is not worth a look at its signature, but where it tells of somebody else.
    const isContest = outcome === 'taken' && !this.#directory.isContested(address);
    if (!isKept(outcome) && !isContest) return false;
    checkAnnouncement(announcement, this.#rule, this.#seconds());
    if (isContest) this.#directory.contest(address);
    return isKept(this.#directory.announce(announcement));
  }

  #list(largestMessage = LIST_BYTES): MasternodesResponse {
    const masternodes: MasternodeAnnouncementData[] = [];
    let room = Math.min(largestMessage, LIST_BYTES);
    for (const { announcement } of this.#directory.all()) {
      const { address, rewardAddress } = announcement;
      room -= address.length + rewardAddress.length + KEY_AND_SIGNATURE_BYTES + AROUND_ENTRY_BYTES;
      if (room < 0) break;
      masternodes.push(announcement);
    }
    return MasternodesResponse.create({ masternodes });
  }

  async #fetch(peer: PeerId): Promise<void> {
    const { signal } = this.#stop;
    let masternodes: readonly MasternodeAnnouncementData[];
    try {
      ({ masternodes } = await this.#node.request(peer, GetMasternodes, {}, { signal }));
    } catch (error) {
      // The next round asks again.
      this.#log.debug('no masternodes', { peer, reason: reasonOf(error) });
      return;
    }
    let added = 0;
    for (const [index, entry] of masternodes.entries()) {
      if (index % CHECKED_AT_ONCE === CHECKED_AT_ONCE - 1) await this.#endOfTurn();
      if (signal.aborted) return;
      try {
        if (!this.#take(entry)) continue;
        this.#listed.add(entry);
        added++;
      } catch (error) {
        if (!(error instanceof MasternodeError)) throw error;
        if (CLOCK_REASONS.has(error.code)) continue;
        this.#punish(peer, error.message);
        break;
      }
    }
    if (added > 0) this.#log.debug('masternodes', { peer, sent: masternodes.length, added });
  }

  #punish(peer: PeerId, problem: string): void {
    const connection = this.#node.connections.find((each) => each.peer?.id === peer);
    if (connection === undefined) return;
    this.#node.report(connection, problem);
    void this.#node.disconnect(peer, GoodbyeCode.PROTOCOL, problem);
  }

  #endOfTurn(): Promise<void> {
    return new Promise((resolve) => this.#runtime.clock.endOfTurn(resolve));
  }

  #seconds(): number {
    return Math.floor(this.#runtime.clock.wallTime() / 1000);
  }
}

function encode(announcement: MasternodeAnnouncementData): Uint8Array {
  return MasternodeAnnouncement.encode(announcement);
}

function isKept(outcome: ReturnType<MasternodeDirectory['judge']>): boolean {
  return outcome === 'added' || outcome === 'renewed';
}

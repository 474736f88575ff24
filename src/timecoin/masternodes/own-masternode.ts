import { join } from 'node:path';
import { HeartbeatBroadcast, MasternodeAnnouncement } from '../../../generated/timecoin/masternodes.js';
import { MasternodeTier } from '../../../generated/timecoin/types.js';
import { loadSeed } from '../../node/identity.js';
import type { Node } from '../../node/node.js';
import { fileStore } from '../../node/text-store.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock, Random, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { KEY_BYTES, SigningKey } from '../ed25519.js';
import { hex } from '../hash.js';
import type { Part } from '../part.js';
import { endpointOf } from '../peers/peer-exchange.js';
import { heartbeatStatement } from '../statements.js';
import { type AddressRule, isMasternodeAddress, isPlain, isTier, signAnnouncement } from './announcement.js';
import { tierName } from './masternode.js';
import type { MasternodeDirectory } from './directory.js';

const HEARTBEAT_MS = 60_000;
const ANNOUNCE_MS = 60 * 60_000;

/** What makes a node a masternode. */
export interface MasternodeOptions {
  /** Where its rewards are paid to: 1 to 128 printable ASCII characters. */
  readonly rewardAddress: string;
  /** 32 bytes, the seed of its Ed25519 key: who it is. Default: kept in `dataDir` as `masternode.key`, else random. */
  readonly key?: Uint8Array | undefined;
  /** `ip:port` at which others reach it. Default: the first that it listens on, if others can dial that. */
  readonly address?: string | undefined;
  /** Default FREE. */
  readonly tier?: MasternodeTier | undefined;
}

/** The masternode that this node is. */
export interface OwnMasternodeStatus {
  readonly address: string;
  /** 64 hexadecimal digits. */
  readonly publicKey: string;
  readonly tier: MasternodeTier;
  readonly active: boolean;
}

/** Announces the masternode that this node is, every hour and to each new peer, and proves it alive every 60 s. */
export class OwnMasternode implements Part {
  readonly key: SigningKey;
  readonly tier: MasternodeTier;
  readonly rewardAddress: string;
  readonly #node: Node;
  readonly #directory: MasternodeDirectory;
  readonly #clock: Clock;
  readonly #log: Log;
  #address: string | undefined;
  #announcement: MasternodeAnnouncement | undefined;
  #heartbeat: HeartbeatBroadcast | undefined;
  /** On the monotonic clock. */
  #announcedAt = -Infinity;
  #isDisplaced = false;
  #timer: Timer | undefined;

  /** Throws TypeError naming the option that cannot be used. `listen` is where the node is going to listen. */
  constructor(
    node: Node,
    directory: MasternodeDirectory,
    options: MasternodeOptions,
    listen: readonly string[],
    rule: AddressRule,
    runtime: { readonly clock: Clock; readonly random: Random },
    log: Log,
  ) {
    const {
      key = runtime.random.bytes(KEY_BYTES),
      address,
      rewardAddress,
      tier = MasternodeTier.FREE,
    } = options;
    check(key.length === KEY_BYTES, 'key', `must be ${KEY_BYTES} bytes`);
    check(isPlain(rewardAddress), 'rewardAddress', 'must be 1 to 128 printable ASCII characters');
    check(isTier(tier), 'tier', `must be one of ${Object.values(MasternodeTier).join(', ')}`);
    if (address === undefined) {
      const problem = `must be given as ip:port: others cannot dial ${listen[0] ?? 'a node that does not listen'}`;
      check(isReachable(listen, rule), 'address', problem);
    } else {
      check(isMasternodeAddress(address, rule), 'address', `must be an ip:port that others can dial`);
    }
    this.key = new SigningKey(key);
    this.tier = tier;
    this.rewardAddress = rewardAddress;
    this.#node = node;
    this.#directory = directory;
    this.#clock = runtime.clock;
    this.#log = log;
    this.#address = address;
  }

  /** Known once the node listens. */
  get address(): string {
    return this.#address ?? '';
  }

  start(): void {
    this.#address ??= endpointOf(this.#node.addresses[0] ?? '');
    const { address, tier } = this;
    this.#log.info('masternode', { address, tier: tierName(tier), publicKey: hex(this.key.publicKey) });
    this.#beat();
  }

  /** Says to a new peer what was said last, unless gossip knows that it has it. */
  opened(peer: PeerId): void {
    const others = this.#node.connections.flatMap((connection) => connection.peer?.id ?? []);
    const except = new Set(others.filter((other) => other !== peer));
    if (this.#announcement !== undefined)
      this.#node.broadcast(MasternodeAnnouncement, this.#announcement, { except });
    if (this.#heartbeat !== undefined) this.#node.broadcast(HeartbeatBroadcast, this.#heartbeat, { except });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  status(): OwnMasternodeStatus {
    const active = this.#directory.byKey(this.key.publicKey)?.isActive ?? false;
    return { address: this.address, publicKey: hex(this.key.publicKey), tier: this.tier, active };
  }

  #beat(): void {
    this.#timer = this.#clock.schedule(HEARTBEAT_MS, () => this.#beat());
    const isDue = this.#clock.now() - this.#announcedAt >= ANNOUNCE_MS;
    if (isDue || !this.#isKnown()) this.#announce();
    if (!this.#isKnown()) return;
    const wallTime = Math.floor(this.#clock.wallTime());
    const said = {
      masternodeAddress: this.address,
      // Rises over restarts as well, with nothing to be kept.
      sequenceNumber: Math.max((this.#heartbeat?.heartbeat?.sequenceNumber ?? -1) + 1, wallTime),
      timestamp: Math.floor(wallTime / 1000),
      masternodePubkey: this.key.publicKey,
    };
    const heartbeat = { ...said, signature: this.key.sign(heartbeatStatement(said)) };
    this.#directory.heard(heartbeat);
    this.#heartbeat = { heartbeat };
    this.#node.broadcast(HeartbeatBroadcast, this.#heartbeat);
  }

  #announce(): void {
    const { key, address, rewardAddress, tier } = this;
    const timestamp = Math.floor(this.#clock.wallTime() / 1000);
    const announcement = signAnnouncement(key, { address, rewardAddress, tier, timestamp });
    const outcome = this.#directory.announce(announcement);
    this.#warn(outcome);
    if (!this.#isKnown()) return;
    this.#announcedAt = this.#clock.now();
    this.#announcement = announcement;
    this.#node.broadcast(MasternodeAnnouncement, announcement);
  }

  /** Another key may have this address, or the directory no room. */
  #isKnown(): boolean {
    return this.#directory.byKey(this.key.publicKey)?.address === this.address;
  }

  #warn(outcome: string): void {
    const isDisplaced = !this.#isKnown();
    if (isDisplaced && !this.#isDisplaced)
      this.#log.warn('masternode not accepted', { address: this.address, outcome });
    this.#isDisplaced = isDisplaced;
  }
}

/** The options with the key that `dataDir` keeps, made at the first start. */
export async function withMasternodeKey(
  options: MasternodeOptions,
  dataDir: string | undefined,
  random: Random,
): Promise<MasternodeOptions> {
  if (options.key !== undefined || dataDir === undefined) return options;
  const store = fileStore(join(dataDir, 'masternode.key'), 0o600);
  return { ...options, key: await loadSeed(store, random, 'masternode key') };
}

/** Whether others can dial the first of the addresses that a node listens on, whatever port it gets. */
export function isReachable(listen: readonly string[], rule: AddressRule): boolean {
  const endpoint = endpointOf(listen[0] ?? '')?.replace(/:0$/, ':1');
  return endpoint !== undefined && isMasternodeAddress(endpoint, rule);
}

function check(condition: boolean, name: string, problem: string): asserts condition {
  if (!condition) throw new TypeError(`masternode.${name} ${problem}`);
}

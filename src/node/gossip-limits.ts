export interface GossipLimits {
  /** Accepted messages remembered. Default 20,000. */
  readonly maxSeen: number;
  /** How long they are remembered after they last mattered. Default 30 minutes. */
  readonly maxAgeMs: number;
  /** Whether messages are announced to peers that can fetch them, and fetched from peers that announce. Default true. */
  readonly announce: boolean;
  /** Payloads from this many bytes on go to `directPeers`, and are announced at once to the others. Default 4 KiB. */
  readonly announceBytes: number;
  /** Peers that a large message of this node's own is sent to unasked: nobody can have it yet. Default 4. */
  readonly directPeers: number;
  /** As many of another's: most who lack it are told by someone else, too, so each costs a copy. Default 0. */
  readonly relayedPeers: number;
  /**
   * Peers that a smaller message is sent to; the others hear of it a little later, unless they tell of it first. Where all
   * send to n at random, a node is missed by them with a probability of about e^-n. Default 8: one node of 3,000.
   */
  readonly fanout: number;
  /** How much later, on average. Default 200 ms. */
  readonly announceDelayMs: number;
  /** An announcer that has not sent after this long, and 2 s for each MiB asked of it, is given up. Default 2 s. */
  readonly fetchTimeoutMs: number;
  /** Announced messages kept for those that will fetch them: how many … Default 4,096. */
  readonly keptMessages: number;
  /** … of how many bytes … Default 32 MiB. */
  readonly keptBytes: number;
  /** … and for how long. Default 2 minutes. */
  readonly keptMs: number;
}

export const GOSSIP_DEFAULTS: GossipLimits = Object.freeze({
  maxSeen: 20_000,
  maxAgeMs: 30 * 60_000,
  announce: true,
  announceBytes: 4_096,
  directPeers: 4,
  relayedPeers: 0,
  fanout: 8,
  announceDelayMs: 200,
  fetchTimeoutMs: 2_000,
  keptMessages: 4_096,
  keptBytes: 32 * 1024 * 1024,
  keptMs: 2 * 60_000,
});

/** Fills in the defaults. Throws TypeError naming the limit that is none, or no number that it can be. */
export function resolveGossip(changes: Partial<GossipLimits> = {}): GossipLimits {
  const limits: GossipLimits = { ...GOSSIP_DEFAULTS, ...changes };
  for (const [name, value] of Object.entries(limits) as [keyof GossipLimits, unknown][]) {
    if (!Object.hasOwn(GOSSIP_DEFAULTS, name)) throw new TypeError(`gossip.${name} is no limit of gossip`);
    const expected = typeof GOSSIP_DEFAULTS[name];
    if (typeof value !== expected) throw new TypeError(`gossip.${name} must be a ${expected}`);
    if (typeof value !== 'number') continue;
    // A fan-out without anybody would leave all to announcements; Infinity is everybody, or never.
    const least = name === 'directPeers' || name === 'relayedPeers' ? 0 : 1;
    if (!(value >= least)) throw new TypeError(`gossip.${name} must be at least ${least}`);
  }
  return limits;
}

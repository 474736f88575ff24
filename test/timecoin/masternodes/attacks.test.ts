import { afterEach, describe, expect, it } from 'vitest';
import { catalog } from '../../../generated/catalog.js';
import {
  GetMasternodes,
  HeartbeatAttestation,
  HeartbeatBroadcast,
  MasternodeAnnouncement,
  MasternodesResponse,
  type SignedHeartbeat,
  type WitnessAttestation,
} from '../../../generated/timecoin/masternodes.js';
import { Node } from '../../../src/node/node.js';
import { silentLog } from '../../../src/platform/log.js';
import { attestationStatement } from '../../../src/timecoin/statements.js';
import type { SigningKey } from '../../../src/timecoin/ed25519.js';
import type { TimeNode } from '../../../src/timecoin/time-node.js';
import { devnet } from '../samples.js';
import { World } from '../world.js';
import { sampleAnnouncement, sampleHeartbeat, sampleKey } from './sample-masternodes.js';

const [honest, known, stranger] = [1, 2, 3].map(sampleKey) as [SigningKey, SigningKey, SigningKey];
const seed = Uint8Array.of(0, 0, 0, 1, ...new Uint8Array(28));

/** A node that follows, a masternode, and two peers that say what a test has them say. */
class Scene {
  readonly world = new World();
  readonly problems: string[] = [];
  /** Names of the messages that the victim sent on. */
  readonly relayed: string[] = [];
  victim!: TimeNode;
  attacker!: Node;
  #watcher!: Node;

  async open(): Promise<this> {
    const log = {
      ...silentLog,
      warn: (event: string, fields?: { readonly problem?: unknown }) =>
        event === 'violation' && this.problems.push(String(fields?.problem)),
    };
    this.victim = await this.world.add('victim', [], { log });
    const masternode = { key: seed, rewardAddress: 'reward', address: 'honest' };
    await this.world.add('honest', ['victim'], { masternode });
    this.attacker = await this.#peer();
    this.#watcher = await this.#peer((name) => this.relayed.push(name));
    await this.world.advance(1_000);
    // Known to the victim, but silent so far.
    this.say(MasternodeAnnouncement, sampleAnnouncement(known, { address: 'known', timestamp: this.now }));
    await this.world.advance(100);
    this.relayed.length = 0;
    return this;
  }

  get now(): number {
    return Math.floor(this.world.runtime.clock.wallTime() / 1000);
  }

  get directory() {
    return this.victim.masternodes.directory;
  }

  say<C extends Parameters<Node['send']>[1]>(codec: C, message: ReturnType<C['decode']>): void {
    this.attacker.send(this.victim.node.id, codec, message);
  }

  async close(): Promise<void> {
    await this.world.stop(...this.world.nodes);
    await this.world.runtime.clock.runUntil(Promise.all([this.attacker.stop(), this.#watcher.stop()]));
  }

  async #peer(onMessage: (name: string) => void = () => {}): Promise<Node> {
    const { runtime, network } = this.world;
    const common = { network: 'test', transports: [network], runtime, magic: devnet.magic, catalog };
    const node = new Node({ ...common, peers: ['memory:victim'] });
    for (const codec of [MasternodeAnnouncement, HeartbeatBroadcast, HeartbeatAttestation])
      node.gossip(codec, () => (onMessage(codec.name), false));
    node.handle(GetMasternodes, () => MasternodesResponse.create({ masternodes: this.list }));
    await node.start();
    return node;
  }

  list: MasternodeAnnouncement[] = [];
}

let scene: Scene;
afterEach(() => scene.close());

const SIGNATURE = /is not signed by its key/;

describe('an announcement from a peer', () => {
  it.each<[string, (now: number) => MasternodeAnnouncement, string, RegExp | undefined]>([
    [
      'with a forged signature',
      (now) => ({
        ...sampleAnnouncement(stranger, { address: 'new', timestamp: now }),
        rewardAddress: 'thief',
      }),
      'nothing',
      SIGNATURE,
    ],
    [
      'for the key of another',
      (now) => ({
        ...sampleAnnouncement(stranger, { address: 'honest', timestamp: now + 60 }),
        publicKey: honest.publicKey,
      }),
      'nothing',
      SIGNATURE,
    ],
    [
      'for the address of an active masternode',
      (now) => sampleAnnouncement(stranger, { address: 'honest', timestamp: now + 60 }),
      'nothing',
      undefined,
    ],
    [
      'from the far future',
      (now) => sampleAnnouncement(stranger, { address: 'new', timestamp: now + 7_300 }),
      'nothing',
      undefined,
    ],
    [
      'of last week',
      (now) => sampleAnnouncement(stranger, { address: 'new', timestamp: now - 604_800 }),
      'nothing',
      undefined,
    ],
    [
      'again a second later',
      (now) => sampleAnnouncement(known, { address: 'known', timestamp: now + 1, tier: 1000 }),
      'nothing',
      undefined,
    ],
    [
      'of a tier that is none',
      (now) => sampleAnnouncement(stranger, { address: 'new', timestamp: now, tier: 9 }),
      'nothing',
      /no tier 9/,
    ],
    [
      'as it should be',
      (now) => sampleAnnouncement(stranger, { address: 'new', timestamp: now }),
      'relayed',
      undefined,
    ],
  ])('%s', async (_, make, outcome, problem) => {
    scene = await new Scene().open();
    const before = [...scene.directory.all()].map(({ announcement }) => announcement);
    scene.say(MasternodeAnnouncement, make(scene.now));
    await scene.world.advance(100);
    expect(scene.problems).toEqual(problem === undefined ? [] : [expect.stringMatching(problem)]);
    expect(scene.relayed).toHaveLength(outcome === 'relayed' ? 1 : 0);
    const after = [...scene.directory.all()].map(({ announcement }) => announcement);
    if (outcome === 'nothing') expect(after).toEqual(before);
    else expect(after).toHaveLength(before.length + 1);
  });

  it('in a list is checked as well: the peer that made it up is shut out', async () => {
    scene = await new Scene().open();
    const good = sampleAnnouncement(stranger, { address: 'new', timestamp: scene.now });
    const forged = {
      ...sampleAnnouncement(sampleKey(9), { address: 'forged', timestamp: scene.now }),
      tier: 1000,
    };
    const behind = sampleAnnouncement(sampleKey(10), { address: 'behind', timestamp: scene.now });
    scene.list = [good, forged, behind];
    await scene.world.advance(600_000);
    expect(scene.problems).toEqual(expect.arrayContaining([expect.stringMatching(SIGNATURE)]));
    expect(scene.directory.get('new')).toBeDefined();
    expect([scene.directory.get('forged'), scene.directory.get('behind')]).toEqual([undefined, undefined]);
  });

  it('cannot displace active masternodes, nor fill memory, by any number of others', async () => {
    scene = await new Scene().open();
    const announcement = sampleAnnouncement(stranger, { timestamp: scene.now });
    // Twice what a directory holds. To sign and check each would only take time: the directory is behind that.
    for (let n = 0; n < 20_000; n++) {
      const publicKey = new Uint8Array(32);
      new DataView(publicKey.buffer).setUint32(0, n);
      scene.directory.announce({ ...announcement, publicKey, address: `flood-${n}` });
    }
    expect(scene.directory.size).toBe(10_000);
    expect(scene.directory.isActive('honest')).toBe(true);
    expect([scene.directory.get('flood-10000'), scene.directory.get('flood-19999')]).toEqual([
      undefined,
      expect.objectContaining({ isActive: false }),
    ]);
    await scene.world.advance(70_000);
    expect(scene.directory.isActive('honest')).toBe(true);
    // The list that it gives to others begins with whom it knows to be alive.
    const { masternodes } = await scene.world.runtime.clock.runUntil(
      scene.attacker.request(scene.victim.node.id, GetMasternodes, {}),
    );
    expect(masternodes).toHaveLength(10_000);
    expect(masternodes[0]?.address).toBe('honest');
  });
});

describe('a heartbeat from a peer', () => {
  const beat = (key: SigningKey, address: string, change: Partial<SignedHeartbeat>) =>
    sampleHeartbeat(key, { masternodeAddress: address, sequenceNumber: Number.MAX_SAFE_INTEGER, ...change });

  it.each<[string, (now: number, last: SignedHeartbeat) => SignedHeartbeat, boolean, RegExp | undefined]>([
    ['as it should be', (now) => beat(known, 'known', { timestamp: now }), true, undefined],
    ['just within the tolerance', (now) => beat(known, 'known', { timestamp: now + 180 }), true, undefined],
    [
      'with a forged signature',
      (now) => beat(known, 'known', { timestamp: now, signature: new Uint8Array(64) }),
      false,
      SIGNATURE,
    ],
    [
      'in the name of another',
      (now) => ({ ...beat(stranger, 'known', { timestamp: now }), masternodePubkey: known.publicKey }),
      false,
      SIGNATURE,
    ],
    ['for the address of another', (now) => beat(known, 'honest', { timestamp: now }), false, undefined],
    ['of a key that nobody announced', (now) => beat(stranger, 'new', { timestamp: now }), false, undefined],
    ['from the future', (now) => beat(known, 'known', { timestamp: now + 182 }), false, undefined],
    ['from the past', (now) => beat(known, 'known', { timestamp: now - 182 }), false, undefined],
    [
      'that was sent before, under another signature',
      (_, last) => ({ ...last, signature: new Uint8Array(64) }),
      false,
      undefined,
    ],
    [
      'with an older sequence number',
      (now, { sequenceNumber }) =>
        beat(honest, 'honest', { timestamp: now + 60, sequenceNumber: sequenceNumber - 1 }),
      false,
      undefined,
    ],
    ['too soon after the last', (now) => beat(honest, 'honest', { timestamp: now + 10 }), false, undefined],
  ])('%s', async (_, make, isTaken, problem) => {
    scene = await new Scene().open();
    const last = scene.directory.get('honest')?.lastHeartbeat?.heartbeat;
    scene.say(HeartbeatBroadcast, { heartbeat: make(scene.now, last!) });
    await scene.world.advance(100);
    expect(scene.problems).toEqual(problem === undefined ? [] : [expect.stringMatching(problem)]);
    // Whoever takes it hears of its witnesses, too.
    expect(scene.relayed).toEqual(isTaken ? [HeartbeatBroadcast.name, HeartbeatAttestation.name] : []);
    expect(scene.directory.isActive('known')).toBe(isTaken);
    expect(scene.directory.get('honest')?.lastHeartbeat?.heartbeat).toEqual(last);
  });

  it('of a key that was announced meanwhile is taken when it comes again', async () => {
    scene = await new Scene().open();
    const heartbeat = beat(stranger, 'new', { timestamp: scene.now });
    scene.say(HeartbeatBroadcast, { heartbeat });
    scene.say(MasternodeAnnouncement, sampleAnnouncement(stranger, { address: 'new', timestamp: scene.now }));
    scene.say(HeartbeatBroadcast, { heartbeat });
    await scene.world.advance(100);
    expect(scene.directory.isActive('new')).toBe(true);
    expect(scene.relayed.slice(0, 2)).toEqual([MasternodeAnnouncement.name, HeartbeatBroadcast.name]);
  });

  it('without a heartbeat in it is a violation', async () => {
    scene = await new Scene().open();
    scene.say(HeartbeatBroadcast, { heartbeat: undefined });
    scene.say(HeartbeatAttestation, { attestation: undefined });
    await scene.world.advance(100);
    expect(scene.problems).toHaveLength(2);
  });
});

describe('an attestation from a peer', () => {
  const attest = (key: SigningKey, change: Partial<WitnessAttestation>): WitnessAttestation => {
    const said = {
      heartbeatHash: new Uint8Array(32),
      witnessAddress: 'known',
      witnessPubkey: key.publicKey,
      witnessTimestamp: scene.now,
      ...change,
    };
    return { signature: key.sign(attestationStatement(said)), ...said };
  };

  it.each<[string, (hash: Uint8Array) => WitnessAttestation, boolean, RegExp | undefined]>([
    ['as it should be', (heartbeatHash) => attest(known, { heartbeatHash }), true, undefined],
    [
      'of a key that nobody announced',
      (heartbeatHash) => attest(stranger, { heartbeatHash }),
      false,
      undefined,
    ],
    [
      'of a masternode that is not active',
      (heartbeatHash) => attest(sampleKey(4), { heartbeatHash, witnessAddress: 'silent' }),
      false,
      undefined,
    ],
    ['of a heartbeat that nobody sent', () => attest(known, {}), false, undefined],
    [
      'of its own heartbeat',
      (heartbeatHash) => attest(honest, { heartbeatHash, witnessAddress: 'honest' }),
      false,
      undefined,
    ],
    [
      'under the address of another',
      (heartbeatHash) => attest(known, { heartbeatHash, witnessAddress: 'honest' }),
      false,
      undefined,
    ],
    [
      'from the future',
      (heartbeatHash) => attest(known, { heartbeatHash, witnessTimestamp: scene.now + 182 }),
      false,
      undefined,
    ],
    [
      'with a forged signature',
      (heartbeatHash) => attest(known, { heartbeatHash, signature: new Uint8Array(64) }),
      false,
      SIGNATURE,
    ],
  ])('%s', async (_, make, isTaken, problem) => {
    scene = await new Scene().open();
    const heartbeat = sampleHeartbeat(known, { masternodeAddress: 'known', timestamp: scene.now });
    scene.say(HeartbeatBroadcast, { heartbeat });
    scene.say(
      MasternodeAnnouncement,
      sampleAnnouncement(sampleKey(4), { address: 'silent', timestamp: scene.now }),
    );
    await scene.world.advance(100);
    scene.relayed.length = 0;
    const hash = scene.directory.get('honest')!.lastHeartbeat!.hash;
    scene.say(HeartbeatAttestation, { attestation: make(hash) });
    await scene.world.advance(100);
    expect(scene.problems).toEqual(problem === undefined ? [] : [expect.stringMatching(problem)]);
    expect(scene.relayed).toHaveLength(isTaken ? 1 : 0);
    expect(scene.directory.get('honest')?.lastHeartbeat?.witnesses.size).toBe(isTaken ? 1 : 0);
  });
});

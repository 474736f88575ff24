import type { KeyObject } from 'node:crypto';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import type { Random } from '../platform/clock.js';
import type { TextStore } from './text-store.js';

const SEED_BYTES = 32;
/** RFC 8410, section 7: everything in front of the seed in the DER of an Ed25519 private key. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The Ed25519 key of a 32-byte seed. */
export function nodeKeyOf(seed: Uint8Array): KeyObject {
  if (seed.length !== SEED_BYTES) {
    throw new RangeError(`key: an Ed25519 seed has ${SEED_BYTES} bytes, not ${seed.length}`);
  }
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

/** The node id of a key: SHA-256 of its SubjectPublicKeyInfo, 32 bytes. */
export function nodeIdOf(key: KeyObject): Uint8Array {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return new Uint8Array(createHash('sha256').update(spki).digest());
}

/** The seed kept in the store; a new one is made and saved at the first start. */
export async function loadSeed(store: TextStore, random: Random, name = 'node key'): Promise<Uint8Array> {
  const text = (await store.load())?.trim();
  if (text === undefined) {
    const seed = random.bytes(SEED_BYTES);
    await store.save(`${Buffer.from(seed).toString('hex')}\n`);
    return seed;
  }
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new Error(
      `the saved ${name}${store.path === undefined ? '' : ` ${store.path}`} is not 64 hex digits; restore or remove it`,
    );
  return new Uint8Array(Buffer.from(text, 'hex'));
}

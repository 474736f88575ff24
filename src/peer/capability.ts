import { canDeflate } from '../wire/compression.js';
import type { LocalPeer, RemotePeer } from './peer.js';

/** What framewright itself can do beyond the common wire, by the tokens of the Handshake: WIRE.md §15. */
export const Capability = { STREAMS: 'streams', DEFLATE: 'deflate' } as const;
export type Capability = (typeof Capability)[keyof typeof Capability];

/** What our Handshake offers: what was asked for, without what this platform cannot do. */
export function offeredBy({ capabilities }: LocalPeer): string[] {
  return capabilities.filter((token) => canDeflate || token !== Capability.DEFLATE);
}

/** Whether both sides offer it. */
export function share(capability: Capability, local: LocalPeer, remote: RemotePeer): boolean {
  return remote.capabilities.has(capability) && offeredBy(local).includes(capability);
}

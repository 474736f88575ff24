/**
 * framewright/testing: a protocol on virtual time, over links that can be slow, cut or reset.
 *
 * ```ts
 * const runtime = virtualRuntime(seed); // the same seed, the same run
 * const network = new MemoryNetwork({ latencyMs: 40, bytesPerSecond: 1_000_000 });
 * await network.listen('memory:hub', { runtime, onTransport, onError });
 * const transport = await runtime.clock.runUntil(network.dial('memory:hub', { runtime, timeoutMs: 5_000 }));
 * await runtime.clock.advance(30_000); // thirty seconds, in milliseconds
 * network.links[0]?.cut(); // half-open: nothing arrives any more, and nobody is told
 * ```
 *
 * Whatever takes a Runtime takes this one; nothing sleeps.
 */
export { VirtualClock } from './virtual-clock.js';
export { SeededRandom } from './seeded-random.js';
export { virtualRuntime } from './virtual-runtime.js';
export type { VirtualRuntime } from './virtual-runtime.js';
export { MemoryNetwork } from '../transport/memory.js';
export type { MemoryLink, MemoryLinkOptions } from '../transport/memory.js';

// framewright/testing: run protocols on virtual time, over links that can be slow, cut or reset.
export { VirtualClock } from './virtual-clock.js';
export { SeededRandom } from './seeded-random.js';
export { virtualRuntime } from './virtual-runtime.js';
export type { VirtualRuntime } from './virtual-runtime.js';
export { MemoryNetwork } from '../transport/memory.js';
export type { MemoryLink, MemoryLinkOptions } from '../transport/memory.js';

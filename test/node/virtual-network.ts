import { catalog } from '../../generated/catalog.js';
import type { Node } from '../../src/node/node.js';
import { createNode } from '../../src/node/node.js';
import type { NodeOptions } from '../../src/node/options.js';
import type { Disconnect, PeerId } from '../../src/peer/peer.js';
import type { MemoryLinkOptions, VirtualRuntime } from '../../src/testing/index.js';
import { MemoryNetwork, virtualRuntime } from '../../src/testing/index.js';
import type { DialOptions, Transport } from '../../src/transport/transport.js';

/** One opened or ended connection, as a node told of it. */
export interface LinkEvent {
  readonly at: number;
  readonly node: string;
  readonly event: 'connect' | 'disconnect';
  readonly peer: PeerId | undefined;
  readonly disconnect?: Disconnect;
}

/** Nodes on virtual time, linked in memory; keeps what they dialled and every connection that opened or ended. */
export class VirtualNetwork {
  readonly runtime: VirtualRuntime = virtualRuntime();
  readonly memory: RecordingNetwork;
  readonly events: LinkEvent[] = [];
  readonly #nodes: Node[] = [];

  constructor(options: MemoryLinkOptions = { latencyMs: 5 }) {
    this.memory = new RecordingNetwork(options);
  }

  get clock() {
    return this.runtime.clock;
  }

  /** Starts a node that listens on `memory:name`, unless told otherwise. */
  async start(name: string, options: Partial<NodeOptions> = {}): Promise<Node> {
    const node = await createNode({
      network: 'test',
      catalog,
      listen: [`memory:${name}`],
      transports: [this.memory],
      runtime: this.runtime,
      key: keyOf(name),
      ...options,
    });
    const note = (event: LinkEvent['event'], peer: PeerId | undefined, disconnect?: Disconnect): void => {
      const at = this.clock.now();
      this.events.push({ at, node: name, event, peer, ...(disconnect && { disconnect }) });
    };
    node.on('connect', (connection) => note('connect', connection.peer?.id));
    node.on('disconnect', (connection, disconnect) => note('disconnect', connection.peer?.id, disconnect));
    this.#nodes.push(node);
    return node;
  }

  /** How often connections opened and ended so far. */
  count(event: LinkEvent['event'], node?: string): number {
    return this.events.filter((each) => each.event === event && (node === undefined || each.node === node))
      .length;
  }

  async stop(): Promise<void> {
    await this.clock.runUntil(Promise.all(this.#nodes.map((node) => node.stop())));
  }
}

/** Every dial with its time, in milliseconds. */
class RecordingNetwork extends MemoryNetwork {
  readonly dials: { readonly address: string; readonly at: number; readonly timeoutMs: number }[] = [];

  override dial(address: string, options: DialOptions): Promise<Transport> {
    const { runtime, timeoutMs } = options;
    this.dials.push({ address, at: runtime.clock.now(), timeoutMs });
    return super.dial(address, options);
  }

  timesOf(address: string): number[] {
    return this.dials.filter((dial) => dial.address === address).map((dial) => dial.at);
  }
}

/** The seed of a name, so that ids stay the same from run to run. */
export function keyOf(name: string): Uint8Array {
  const seed = new Uint8Array(32);
  seed.set(new TextEncoder().encode(name.slice(0, 32)));
  return seed;
}

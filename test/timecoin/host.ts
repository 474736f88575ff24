import type { Clock, Runtime } from '../../src/platform/clock.js';
import type { MemoryNetwork, VirtualRuntime } from '../../src/testing/index.js';
import { attemptDial } from '../../src/transport/dial-attempt.js';
import type {
  DialOptions,
  Listener,
  ListenOptions,
  Transport,
  TransportKind,
} from '../../src/transport/transport.js';

/** Which host dialled a transport or took it, for all hosts of a network. */
export type HostsOf = WeakMap<Transport, Host>;

/**
 * The machine that one node runs on: it can lose its power, and it reaches only whom `reaches` lets it. What runs there
 * takes `runtime` and this transport.
 */
export class Host implements TransportKind {
  readonly schemes = ['memory'];
  readonly name: string;
  readonly runtime: Runtime;
  readonly #world: VirtualRuntime;
  readonly #network: MemoryNetwork;
  readonly #hosts: HostsOf;
  readonly #reaches: (other: string) => boolean;
  readonly #listeners: Listener[] = [];
  #hasPower = true;

  constructor(
    name: string,
    world: VirtualRuntime,
    network: MemoryNetwork,
    hosts: HostsOf,
    reaches: (other: string) => boolean,
  ) {
    this.name = name;
    this.#world = world;
    this.#network = network;
    this.#hosts = hosts;
    this.#reaches = reaches;
    this.runtime = { clock: this.#clock(world.clock), random: world.random };
  }

  get hasPower(): boolean {
    return this.#hasPower;
  }

  async listen(address: string, options: ListenOptions): Promise<Listener> {
    const listener = await this.#network.listen(address, {
      ...options,
      onTransport: (transport) => {
        this.#hosts.set(transport, this);
        options.onTransport(transport);
      },
    });
    this.#listeners.push(listener);
    return listener;
  }

  /** The link runs on the network's time: it outlives the machine at either end. */
  async dial(address: string, options: DialOptions): Promise<Transport> {
    const patient: DialOptions = { ...options, runtime: this.#world };
    // Nobody answers from there, not even with a refusal.
    if (!this.#reaches(address.slice('memory:'.length))) return attemptDial(address, patient, () => () => {});
    const transport = await this.#network.dial(address, patient);
    this.#hosts.set(transport, this);
    if (this.#hasPower) return transport;
    this.#drop();
    return new Promise(() => {});
  }

  /** From now on nothing happens here, and nobody is told: no goodbye, no end, no refusal. */
  cutPower(): void {
    this.#hasPower = false;
    this.#drop();
    for (const listener of this.#listeners) void listener.close();
  }

  #drop(): void {
    for (const link of this.#network.links) {
      for (const end of link.ends) {
        if (this.#hosts.get(end) !== this) continue;
        link.cut();
        end.destroy();
      }
    }
  }

  #clock(clock: Clock): Clock {
    const ifAlive = (callback: () => void) => () => {
      if (this.#hasPower) callback();
    };
    return {
      now: () => clock.now(),
      wallTime: () => clock.wallTime(),
      schedule: (delayMs, callback) => clock.schedule(delayMs, ifAlive(callback)),
      endOfTurn: (callback) => clock.endOfTurn(ifAlive(callback)),
      endOfCallback: (callback) => clock.endOfCallback(ifAlive(callback)),
    };
  }
}

import type { PeerConnection } from '../peer/connection.js';
import type { Runtime } from '../platform/clock.js';
import type { Listener, Transport } from '../transport/transport.js';
import { hostOf, siteOf } from './address.js';
import type { TransportSet } from './transport-set.js';

export interface OpeningCaps {
  /** Inbound links that have not finished their handshake. Default 256. */
  readonly maxOpening: number;
  /** The same from one site. Default 32. */
  readonly maxOpeningPerSite: number;
}

export interface ListenerOwner {
  /** Nobody at this address is even listened to. */
  isUnwanted(address: string): boolean;
  onError(error: Error): void;
}

/** Accepts links on all addresses a node listens on. A link above the caps is dropped without a word: it has said none. */
export class ListenerSet {
  readonly #runtime: Runtime;
  readonly #transports: TransportSet;
  readonly #caps: OpeningCaps;
  readonly #owner: ListenerOwner;
  readonly #opening = new Map<PeerConnection, string>();
  readonly #openingBySite = new Map<string, number>();
  readonly #listeners: Listener[] = [];
  #attach: ((transport: Transport) => PeerConnection) | undefined;
  /** Links that came before accept(). */
  readonly #held: Transport[] = [];
  #dropped = 0;

  constructor(runtime: Runtime, transports: TransportSet, caps: OpeningCaps, owner: ListenerOwner) {
    this.#runtime = runtime;
    this.#transports = transports;
    this.#caps = caps;
    this.#owner = owner;
  }

  /** The addresses it really listens on, with the ports the system chose. */
  get addresses(): string[] {
    return this.#listeners.map((listener) => listener.address);
  }

  /** Links dropped, for the caps or because nobody wants them. */
  get dropped(): number {
    return this.#dropped;
  }

  get opening(): number {
    return this.#opening.size;
  }

  /** Listens on all of them or, if one fails, on none. */
  async listen(addresses: readonly string[]): Promise<void> {
    for (const address of addresses) {
      try {
        this.#listeners.push(
          await this.#transports.listen(address, {
            runtime: this.#runtime,
            onTransport: (transport) => this.#accept(transport),
            onError: (error) => this.#owner.onError(error),
          }),
        );
      } catch (error) {
        await this.close();
        throw error;
      }
    }
  }

  /** Hands every link to `attach`, those first that came since listen(). */
  accept(attach: (transport: Transport) => PeerConnection): void {
    this.#attach = attach;
    for (const transport of this.#held.splice(0)) this.#accept(transport);
  }

  /** A connection opened or ended: its place is free. */
  settled(connection: PeerConnection): void {
    const site = this.#opening.get(connection);
    if (site === undefined) return;
    this.#opening.delete(connection);
    const left = (this.#openingBySite.get(site) ?? 1) - 1;
    if (left === 0) this.#openingBySite.delete(site);
    else this.#openingBySite.set(site, left);
  }

  async close(): Promise<void> {
    for (const transport of this.#held.splice(0)) transport.destroy();
    const listeners = this.#listeners.splice(0);
    await Promise.all(listeners.map((listener) => listener.close()));
  }

  #accept(transport: Transport): void {
    const site = siteOf(hostOf(transport.remoteAddress));
    const fromSite = this.#openingBySite.get(site) ?? 0;
    const isUnwanted = this.#owner.isUnwanted(transport.remoteAddress);
    const waiting = this.#opening.size + this.#held.length;
    if (isUnwanted || waiting >= this.#caps.maxOpening || fromSite >= this.#caps.maxOpeningPerSite) {
      this.#dropped++;
      transport.destroy();
      return;
    }
    if (this.#attach === undefined) {
      this.#held.push(transport);
      return;
    }
    this.#openingBySite.set(site, fromSite + 1);
    this.#opening.set(this.#attach(transport), site);
  }
}

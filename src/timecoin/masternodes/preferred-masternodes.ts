import type { Node } from '../../node/node.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Part } from '../part.js';
import { addressOf } from '../peers/peer-exchange.js';
import type { AddressRule } from './announcement.js';
import type { MasternodeDirectory } from './directory.js';

/** Masternodes come and go in bursts: the dialler hears of a whole one. */
const BURST_MS = 1_000;

/** Has the active masternodes dialled first. */
export class PreferredMasternodes implements Part {
  readonly #node: Pick<Node, 'prefer'>;
  readonly #directory: MasternodeDirectory;
  readonly #rule: AddressRule;
  readonly #clock: Clock;
  readonly #off: () => void;
  #timer: Timer | undefined;

  constructor(node: Pick<Node, 'prefer'>, directory: MasternodeDirectory, rule: AddressRule, clock: Clock) {
    this.#node = node;
    this.#directory = directory;
    this.#rule = rule;
    this.#clock = clock;
    // Others are not dialled: whoever makes up announcements would have nodes dial whomever it likes.
    this.#off = directory.onChange(({ what, masternode }) => {
      if (what === 'active' || what === 'inactive' || masternode.isActive) this.#soon();
    });
  }

  stop(): void {
    this.#off();
    this.#timer?.cancel();
  }

  #soon(): void {
    this.#timer ??= this.#clock.schedule(BURST_MS, () => {
      this.#timer = undefined;
      const { scheme, allowLoopback } = this.#rule;
      const addresses = [...this.#directory.active()].map(({ address }) =>
        addressOf(address, scheme, allowLoopback),
      );
      this.#node.prefer(addresses.filter((address) => address !== undefined));
    });
  }
}

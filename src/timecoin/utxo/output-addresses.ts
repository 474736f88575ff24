import type { OutPoint } from '../../../generated/timecoin/types.js';
import { hex } from '../hash.js';
import type { Mempool } from '../transactions/mempool.js';
import { scriptAddress } from './script-address.js';
import type { UtxoSet } from './utxo-set.js';

/** An output, and the script that it pays to where that is at hand. */
export interface NamedOutput {
  /** The output's key. */
  readonly output: string;
  readonly outpoint: OutPoint;
  readonly script?: Uint8Array | undefined;
}

// An output pays to one script for ever, so what is kept is never wrong; 128 bytes of text each at most.
const MOST_KEPT = 10_000;

/** Finds the addresses that outputs pay to: in pending transactions, and in the chain's set. */
export class OutputAddresses {
  readonly #mempool: Pick<Mempool, 'get'>;
  readonly #utxos: Pick<UtxoSet, 'locate'>;
  readonly #kept = new Map<string, string>();

  constructor(mempool: Pick<Mempool, 'get'>, utxos: Pick<UtxoSet, 'locate'>) {
    this.#mempool = mempool;
    this.#utxos = utxos;
  }

  /** What needs no look into the store. */
  atHand({ output, outpoint, script }: NamedOutput): string | undefined {
    if (script !== undefined) return scriptAddress(script);
    const kept = this.#kept.get(output);
    if (kept !== undefined) return kept;
    const maker = this.#mempool.get(hex(outpoint.txid));
    const made = maker?.transaction.outputs[outpoint.vout];
    return made && this.#keep(output, scriptAddress(made.scriptPubkey));
  }

  /** The addresses of outputs, by key, as far as anyone here knows. Throws StoreError. */
  async find(outputs: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const places = await this.#utxos.locate(outputs);
    for (const [index, output] of outputs.entries()) {
      const address = places[index]?.utxo?.address;
      if (address !== undefined) found.set(output, this.#keep(output, address));
    }
    return found;
  }

  #keep(output: string, address: string): string {
    if (this.#kept.size >= MOST_KEPT) {
      const [first] = this.#kept.keys();
      if (first !== undefined) this.#kept.delete(first);
    }
    this.#kept.set(output, address);
    return address;
  }
}

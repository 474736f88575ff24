import { type Block, Transaction } from '../../generated/timecoin/types.js';
import { magicOf } from '../node/options.js';
import { makeBlock } from './chain/block.js';
import { ZERO_HASH } from './hash.js';

/** The version of the TIME protocol: what the messages mean. Apart from the wire version of the Handshake. */
export const PROTOCOL_VERSION = 1;

/** One network: nodes of different ones never talk, and their chains start differently. */
export interface TimeNetwork {
  readonly name: string;
  /** First bytes of every Handshake, 4. */
  readonly magic: Uint8Array;
  /** The port a node listens on unless told otherwise. */
  readonly port: number;
  readonly genesis: Block;
}

/** The networks of the catalogue. */
export const mainnet: TimeNetwork = {
  name: 'mainnet',
  magic: Uint8Array.of(0xc0, 0x1d, 0x7e, 0x4d),
  port: 24000,
  genesis: genesisOf('mainnet', Date.UTC(2025, 11, 1) / 1000),
};

export const testnet: TimeNetwork = {
  name: 'testnet',
  magic: new TextEncoder().encode('TIME'),
  port: 24100,
  genesis: genesisOf('testnet', Date.UTC(2025, 11, 1) / 1000),
};

/**
 * The network of a name. Any name but `mainnet` and `testnet` is a network for development: magic and genesis follow
 * from the name, its genesis block is of 2009 so that blocks of any later time fit.
 */
export function networkNamed(name: string): TimeNetwork {
  if (name === mainnet.name) return mainnet;
  if (name === testnet.name) return testnet;
  return { name, magic: magicOf(name), port: 24200, genesis: genesisOf(name, Date.UTC(2009, 0, 3) / 1000) };
}

// One transaction that pays nothing and says the network's name: what makes the networks' first blocks differ.
function genesisOf(name: string, timestamp: number): Block {
  const text = new TextEncoder().encode(`TIME ${name}`);
  const transaction = Transaction.create({
    version: 1,
    outputs: [{ value: 0n, scriptPubkey: text }],
    timestamp,
  });
  return makeBlock({ height: -1, hash: ZERO_HASH, timestamp }, timestamp, [transaction]);
}

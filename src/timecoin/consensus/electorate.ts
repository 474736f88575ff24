import { isSigned, type SigningKey } from '../ed25519.js';

/** Who may vote, as far as checking and counting votes needs it. */
export interface Electorate {
  /** How many masternodes are active now. */
  readonly activeCount: number;
  get(address: string): { readonly publicKey: Uint8Array; readonly isActive: boolean } | undefined;
}

/** What this node signs as, where it is a masternode. */
export interface Signatory {
  readonly address: string;
  readonly key: SigningKey;
}

/** What a signature is worth: `unknown` is that of an address that nobody announced here. */
export type Signed = 'right' | 'wrong' | 'unknown';

/** Checks a masternode's signature over a statement by the key that it announced. */
export function checkSignature(
  electorate: Electorate,
  address: string,
  signature: Uint8Array,
  statement: () => Uint8Array,
): Signed {
  const masternode = electorate.get(address);
  if (masternode === undefined) return 'unknown';
  return isSigned(masternode.publicKey, signature, statement()) ? 'right' : 'wrong';
}

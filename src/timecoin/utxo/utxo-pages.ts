import { GetUTXOSet, type UTXOSetResponse } from '../../../generated/timecoin/utxo.js';
import type { OutPoint } from '../../../generated/timecoin/types.js';
import { RequestError } from '../../peer/errors.js';
import type { PeerId, RequestOptions } from '../../peer/peer.js';
import { compareBytes, sameBytes } from '../../wire/bytes.js';
import { ErrorCode } from '../../wire/codes.js';
import type { PeerRequests } from '../peer-requests.js';
import { UtxoError } from '../errors.js';

/** How often reading a set begins again before it is given up. */
const MOST_BEGINNINGS = 10;

/**
 * A peer's unspent outputs, page by page, the last with `complete`. When the peer's chain goes on meanwhile, reading begins
 * again: a page with another `blockHash` than the one before starts with the first output, and those before count no
 * longer. Throws UtxoError UNSTABLE after ten beginnings and DISORDER, else as a request does.
 */
export async function* utxoPages(
  links: Pick<PeerRequests, 'request'>,
  peer: PeerId,
  options?: RequestOptions,
): AsyncGenerator<UTXOSetResponse, void> {
  let last: UTXOSetResponse | undefined;
  for (let beginnings = 1; last?.complete !== true;) {
    const after: OutPoint | undefined = last?.utxos.at(-1)?.outpoint;
    try {
      const page = await links.request(peer, GetUTXOSet, { after, blockHash: last?.blockHash }, options);
      checkPage(peer, page, last);
      last = page;
    } catch (error) {
      const isRefused = error instanceof RequestError && error.code === ErrorCode.REFUSED;
      if (!isRefused || last === undefined) throw error;
      if (++beginnings > MOST_BEGINNINGS) {
        throw new UtxoError('UNSTABLE', `the unspent outputs of ${peer} change whenever they are read`, {
          cause: error,
        });
      }
      last = undefined;
      continue;
    }
    yield last;
  }
}

function checkPage(peer: PeerId, page: UTXOSetResponse, before: UTXOSetResponse | undefined): void {
  const { utxos, complete, blockHash } = page;
  let previous = before?.utxos.at(-1)?.outpoint;
  const isOrdered = utxos.every(({ outpoint }) => {
    const follows = outpoint !== undefined && (previous === undefined || isBefore(previous, outpoint));
    previous = outpoint;
    return follows;
  });
  const goesOn = before === undefined || sameBytes(blockHash, before.blockHash);
  if (isOrdered && goesOn && (complete || utxos.length > 0)) return;
  throw new UtxoError(
    'DISORDER',
    `${peer} sent a page of unspent outputs that does not follow the one before`,
  );
}

function isBefore(one: OutPoint, other: OutPoint): boolean {
  const order = compareBytes(one.txid, other.txid);
  return order < 0 || (order === 0 && one.vout < other.vout);
}

import { GetUTXOSet, StreamUTXOSet, type UTXOSetResponse } from '../../../generated/timecoin/utxo.js';
import type { OutPoint } from '../../../generated/timecoin/types.js';
import { RequestError } from '../../peer/errors.js';
import type { PeerId, RequestOptions } from '../../peer/peer.js';
import { compareBytes, sameBytes } from '../../wire/bytes.js';
import { ErrorCode } from '../../wire/codes.js';
import { lacksStream, type PeerStreams } from '../peer-requests.js';
import { UtxoError } from '../errors.js';

/** How often reading a set begins again before it is given up. */
const MOST_BEGINNINGS = 10;
/** What is waited for a page of a stream. */
const PAGE_TIMEOUT_MS = 30_000;

/**
 * A peer's unspent outputs, page by page, the last with `complete`: by a stream where there is one. When the peer's chain
 * goes on meanwhile, reading begins again: a page with another `blockHash` than the one before starts with the first
 * output, and those before count no longer. Throws UtxoError UNSTABLE after ten beginnings and DISORDER, else as a request
 * does; `timeoutMs` is the patience for each page.
 */
export async function* utxoPages(
  links: UtxoLinks,
  peer: PeerId,
  options?: RequestOptions,
): AsyncGenerator<UTXOSetResponse, void> {
  for (let beginnings = 1; ; beginnings++) {
    let last: UTXOSetResponse | undefined;
    try {
      for await (const page of pagesOf(links, peer, options)) {
        checkPage(peer, page, last);
        yield (last = page);
        if (page.complete) return;
      }
      throw disorder(peer);
    } catch (error) {
      const isRefused = error instanceof RequestError && error.code === ErrorCode.REFUSED;
      if (!isRefused || last === undefined) throw error;
      if (beginnings < MOST_BEGINNINGS) continue;
      throw new UtxoError('UNSTABLE', `the unspent outputs of ${peer} change whenever they are read`, {
        cause: error,
      });
    }
  }
}

type UtxoLinks = Pick<PeerStreams, 'request' | 'stream'>;

/** One reading, as the peer sends it. */
async function* pagesOf(
  links: UtxoLinks,
  peer: PeerId,
  options: RequestOptions = {},
): AsyncGenerator<UTXOSetResponse, void> {
  try {
    yield* links.stream(peer, StreamUTXOSet, {}, { timeoutMs: PAGE_TIMEOUT_MS, ...options });
    return;
  } catch (error) {
    if (!lacksStream(error)) throw error;
  }
  let last: UTXOSetResponse | undefined;
  while (last?.complete !== true) {
    const after: OutPoint | undefined = last?.utxos.at(-1)?.outpoint;
    last = await links.request(peer, GetUTXOSet, { after, blockHash: last?.blockHash }, options);
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
  throw disorder(peer);
}

function disorder(peer: PeerId): UtxoError {
  return new UtxoError(
    'DISORDER',
    `${peer} sent a page of unspent outputs that does not follow the one before`,
  );
}

function isBefore(one: OutPoint, other: OutPoint): boolean {
  const order = compareBytes(one.txid, other.txid);
  return order < 0 || (order === 0 && one.vout < other.vout);
}

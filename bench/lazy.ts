import { strict as assert } from 'node:assert';
import { BlocksResponse } from '../generated/timecoin/chain.js';
import { Version } from '../generated/timecoin/connection.js';
import { TransactionBroadcast } from '../generated/timecoin/transactions.js';
import { repeated } from '../src/bench/harness.js';
import type { Codec } from '../src/codec/codec.js';
import { viewOf, type View } from '../src/codec/view.js';
import type { ApartCell } from './cell.js';
import { codecSamples, type Sample } from './messages.js';

/** Reading a few fields of a message: by decoding it all, and through a view. */
export async function cells(): Promise<ApartCell[]> {
  const samples = await codecSamples();
  return [
    lazyCell(sampleOf(samples, BlocksResponse), 'the heights of 3 blocks', 1, BlocksResponse, {
      decoded: ({ blocks }) => [0, 17, 49].map((place) => blocks[place]?.header?.height),
      viewed: ({ blocks }) => [0, 17, 49].map((place) => blocks.at(place)?.header?.height),
    }),
    lazyCell(sampleOf(samples, BlocksResponse), 'how many blocks', 1, BlocksResponse, {
      decoded: ({ blocks }) => blocks.length,
      viewed: ({ blocks }) => blocks.length,
    }),
    lazyCell(sampleOf(samples, Version), 'its network', 100, Version, {
      decoded: ({ network }) => network,
      viewed: ({ network }) => network,
    }),
    lazyCell(sampleOf(samples, TransactionBroadcast), 'the outputs it spends', 100, TransactionBroadcast, {
      decoded: ({ transaction }) => transaction?.inputs.map(({ previousOutput }) => previousOutput?.vout),
      viewed: ({ transaction }) =>
        Array.from(transaction?.inputs ?? [], ({ previousOutput }) => previousOutput?.vout),
    }),
    lazyCell(sampleOf(samples, TransactionBroadcast), 'its time', 100, TransactionBroadcast, {
      decoded: ({ transaction }) => transaction?.timestamp,
      viewed: ({ transaction }) => transaction?.timestamp,
    }),
  ];
}

function sampleOf(samples: readonly Sample[], codec: Codec<unknown>): Sample {
  const found = samples.find((sample) => sample.codec === codec);
  if (found === undefined) throw new Error(`no sample of ${codec.name}`);
  return found;
}

function lazyCell<T>(
  { name, message }: Sample,
  what: string,
  batch: number,
  codec: Codec<T>,
  { decoded, viewed }: { decoded: (message: T) => unknown; viewed: (view: View<T>) => unknown },
): ApartCell {
  const payload = codec.encode(message as T).slice();
  const byDecoding = () => decoded(codec.decode(payload));
  const byView = () => viewed(viewOf(codec, payload));
  return {
    name: `${name}: reading ${what}`,
    contenders: [
      repeated('framewright, decode', batch, byDecoding),
      repeated('framewright, view', batch, byView),
    ],
    resultBytes: payload.length,
    check() {
      assert.deepEqual(byView(), byDecoding());
      assert.notEqual(byView(), undefined);
    },
  };
}

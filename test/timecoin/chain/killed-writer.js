// Writes blocks into a folder, and changes branches, until it is killed; says how high it is after every block.
import process from 'node:process';
import { ClassicLevel } from 'classic-level';
import {
  BlockStore,
  Chain,
  blockHash,
  DATABASE_ENCODING,
  makeBlock,
  networkNamed,
  outputKey,
} from 'framewright/timecoin';

const [, , folder, seed] = process.argv;
let state = Number(seed);
const random = (limit) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return (state >>> 8) % limit;
};

const clock = { wallTime: () => Date.UTC(2026, 0, 1) };
const store = new BlockStore(new ClassicLevel(folder, DATABASE_ENCODING));
await store.open();
const chain = await Chain.open(store, networkNamed('test'), clock);

async function transactions(spent) {
  const after = `${random(256).toString(16).padStart(2, '0').repeat(32)}:0`;
  const { utxos } = await chain.utxos.range(after, { maxItems: 3, maxBytes: 1e6 });
  const free = utxos.map(({ outpoint }) => outpoint).filter((point) => !spent.has(outputKey(point)));
  free.push({ txid: new Uint8Array(32).fill(1 + random(255)), vout: Number(seed) * 1e6 + spent.size });
  return free.map((previousOutput) => {
    spent.add(outputKey(previousOutput));
    return {
      version: 1,
      inputs: [{ previousOutput, scriptSig: Uint8Array.of(1), sequence: 0 }],
      outputs: Array.from({ length: 1 + random(3) }, (_, n) => ({
        value: BigInt(n),
        scriptPubkey: new Uint8Array(random(3000)),
      })),
      lockTime: random(2 ** 24),
      timestamp: 1_400_000_000,
    };
  });
}

process.stdout.write(`open ${chain.height}\n`);
const spent = new Set();
for (;;) {
  const back = Math.min(random(3) === 0 ? random(8) : 0, chain.height);
  const { header } = await chain.blockAt(chain.height - back);
  let link = { height: header.height, hash: blockHash(header), timestamp: header.timestamp };
  for (let n = 0; n <= back; n++) {
    const block = makeBlock(link, link.timestamp + 1, await transactions(spent));
    const outcome = await chain.append(block);
    link = { height: link.height + 1, hash: blockHash(block.header), timestamp: block.header.timestamp };
    process.stdout.write(`${outcome} ${chain.height}\n`);
  }
}

import { createHash } from 'node:crypto';
import { afterAll, describe, expect, onTestFinished, test, type TestContext } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import {
  BlockAnnouncement,
  BlockResponse,
  BlocksResponse,
  chainClient,
  chainService,
  GetBlocks,
} from '../../generated/timecoin/chain.js';
import { GetPeers } from '../../generated/timecoin/peers.js';
import { BlockCommit, BlockProposal } from '../../generated/timecoin/production.js';
import { TransactionFinalized, TransactionVoteRequest } from '../../generated/timecoin/transactions.js';
import { Block, Transaction } from '../../generated/timecoin/types.js';
import { createNode, ErrorCode, GoodbyeCode, type Disconnect, type Node } from '../../src/index.js';
import { needsPython, PythonPeer, runPython } from './python-peer.js';

const MAINNET = { network: 'mainnet', magic: Uint8Array.of(0xc0, 0x1d, 0x7e, 0x4d), catalog };
const TALLER = 30;
const PYTHON_HEIGHT = 100;
const BLOCK_BYTES = 60_000;

/** A block of about that many bytes. */
function blockOf(height: number, bytes: number): Block {
  const hash = new Uint8Array(32).fill(height);
  return Block.create({
    header: {
      version: 1,
      height,
      previousHash: hash,
      merkleRoot: hash,
      timestamp: 1_766_016_000,
      blockReward: 1n,
    },
    transactions: scripts(bytes).map((scriptPubkey) =>
      Transaction.create({ version: 1, outputs: [{ value: 1n, scriptPubkey }] }),
    ),
  });
}

/** A script has at most 65,536 bytes. */
function scripts(bytes: number): Uint8Array[] {
  const count = Math.max(1, Math.ceil(bytes / 65_536));
  return Array.from({ length: count }, (_, n) => new Uint8Array(Math.floor(bytes / count)).fill(n + 1));
}

const digestOf = (payload: Uint8Array): string => createHash('sha256').update(payload).digest('hex');

test('the golden vectors in Python', (context) => {
  needsPython(context);
  const { status, output } = runPython('vectors.py');
  expect(output).toContain(' 0 differences');
  expect(status).toBe(0);
});

test('Python with Python: opens, asks, fetches in parts, acknowledges and says Goodbye', async (context) => {
  needsPython(context);
  const size = ['--blocks', `${TALLER}`, '--block-bytes', `${BLOCK_BYTES}`];
  const { peer: listener, port } = await PythonPeer.listen(...size);
  onTestFinished(() => listener.kill());
  const dialler = new PythonPeer('--dial', `127.0.0.1:${port}`);
  onTestFinished(() => dialler.kill());
  await Promise.all([listener.heard('open'), dialler.heard('open')]);

  dialler.tell('ping');
  await listener.heard('ping');
  await dialler.heard('pong');
  dialler.tell('request timecoin.GetBlockHeight');
  const height = await dialler.heard('response', { message: 'timecoin.BlockHeightResponse' });
  expect(height['json']).toEqual({ height: `${TALLER}` });
  dialler.tellJson('request', 'timecoin.GetBlocks', { start: 1, end: TALLER });
  const blocks = await dialler.heard('response', { message: 'timecoin.BlocksResponse' });
  expect(blocks['bytes']).toBeGreaterThan(1_048_576); // more than the window: it took Credits
  const txid = Buffer.alloc(32, 0xaa).toString('base64');
  dialler.tellJson('send', 'timecoin.TransactionFinalized', { txid, votes: 3 });
  const finalized = await listener.heard('message', { message: 'timecoin.TransactionFinalized' });
  await dialler.heard('settled', { message: 'timecoin.TransactionFinalized' });
  expect(finalized['json']).toEqual({ txid, votes: 3 });
  expect(await dialler.goodbye()).toBe(0);
  await listener.heard('goodbye', { code: 'NORMAL' });
  expect(await listener.goodbye()).toBe(0);
  expect([...listener.events, ...dialler.events].filter(({ event }) => event === 'violation')).toEqual([]);
});

/** What the node's handlers have seen. */
interface Seen {
  readonly announced: Block[];
  readonly finalized: TransactionFinalized[];
  readonly cancelled: number[];
  readonly disconnects: Disconnect[];
}

interface Pair {
  readonly node: Node;
  readonly python: PythonPeer;
  /** Python's node id. */
  readonly peer: string;
  readonly seen: Seen;
}

/** A node with a chain of TALLER blocks that answers, cancels and accepts; it asks for life after a silence of 100 ms. */
async function startNode(): Promise<{ node: Node; port: string; seen: Seen }> {
  const seen: Seen = { announced: [], finalized: [], cancelled: [], disconnects: [] };
  const node = await createNode({
    ...MAINNET,
    listen: ['tcp://127.0.0.1:0'],
    limits: { pingIntervalMs: 100, missedPongs: 100 }, // Python may be busy for longer
  });
  node.handle(chainService.getBlockHeight, () => ({ height: TALLER }));
  node.handle(chainService.getBlocks, ({ start, end }, { signal }) => {
    if (start <= TALLER) return nodeBlocks(start, end);
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        seen.cancelled.push(start);
        reject(new Error('cancelled'));
      });
    });
  });
  node.handle(chainService.streamBlocks, ({ start, end }) =>
    nodeBlocks(start, end).blocks.map((block) => ({ block })),
  );
  node.handle(TransactionVoteRequest, () => undefined);
  node.gossip(BlockAnnouncement, ({ block }) => seen.announced.push(block!) > 0);
  node.gossip(TransactionFinalized, (message) => seen.finalized.push(message) > 0);
  node.on('disconnect', (_, disconnect) => seen.disconnects.push(disconnect));
  return { node, port: portOf(node), seen };
}

const portOf = (node: Node): string => node.addresses[0]!.split(':').at(-1)!;

function nodeBlocks(start: number, end: number): BlocksResponse {
  const heights = Array.from({ length: Math.min(end, TALLER) - start + 1 }, (_, n) => start + n);
  return { blocks: heights.map((height) => blockOf(height, BLOCK_BYTES)) };
}

async function pythonDials(): Promise<Pair> {
  const { node, port, seen } = await startNode();
  const python = new PythonPeer('--dial', `127.0.0.1:${port}`, ...PYTHON_SIDE);
  const peer = (await python.heard('dialling'))['node_id'] as string;
  await Promise.all([python.heard('open'), node.connected(peer)]);
  return { node, python, peer, seen };
}

async function nodeDials(): Promise<Pair> {
  const { peer: python, port } = await PythonPeer.listen(...PYTHON_SIDE);
  const peer = (await python.heard('listening'))['node_id'] as string;
  const { node, seen } = await startNode();
  node.dial(`tcp://127.0.0.1:${port}`);
  await Promise.all([python.heard('open'), node.connected(peer)]);
  return { node, python, peer, seen };
}

const PYTHON_SIDE = [
  '--blocks',
  `${PYTHON_HEIGHT}`,
  '--block-bytes',
  `${BLOCK_BYTES}`,
  '--forget',
  'timecoin.GetPeers',
];

describe.each([
  ['Python dials the node', 'inbound', pythonDials],
  ['the node dials Python', 'outbound', nodeDials],
])('%s', (_, direction, start) => {
  let started: Promise<Pair> | undefined;

  /** One pair for all tests of this side, in their order. */
  function pair(context: TestContext): Promise<Pair> {
    needsPython(context);
    return (started ??= start());
  }

  afterAll(async () => {
    const opened = await started;
    opened?.python.kill();
    await opened?.node.stop();
  });

  test('hands are shaken', async (context) => {
    const { node, python, peer } = await pair(context);
    expect(await python.heard('open')).toMatchObject({ node_id: node.id });
    const [connection] = node.connections;
    expect(connection).toMatchObject({ direction, state: 'open' });
    expect(connection?.peer).toMatchObject({ id: peer, version: 1, userAgent: 'python-peer/1' });
  });

  test('both ask for life and match the answers', async (context) => {
    const { node, python } = await pair(context);
    python.tell('ping');
    await python.heard('pong');
    await python.heard('ping'); // the node's, in the silence
    await expect.poll(() => node.connections[0]?.stats().pongsMatched).toBeGreaterThan(0);
    expect(node.connections[0]?.stats().pongsUnmatched).toBe(0);
  });

  test('Python fetches blocks, in parts', async (context) => {
    const { python } = await pair(context);
    python.tell('request timecoin.GetBlockHeight');
    const height = await python.heard('response', { message: 'timecoin.BlockHeightResponse' });
    expect(height['json']).toEqual({ height: `${TALLER}` });
    python.tellJson('request', 'timecoin.GetBlocks', { start: 1, end: TALLER });
    const payload = BlocksResponse.encode(nodeBlocks(1, TALLER));
    expect(payload.length).toBeGreaterThan(1_048_576); // more than the window
    await python.heard('response', { bytes: payload.length, sha256: digestOf(payload) });
    const granted = python.events.filter(({ event }) => event === 'credit');
    expect(granted.length).toBeGreaterThan(0);
  });

  test('the node fetches blocks, in parts', async (context) => {
    const { node, python, peer } = await pair(context);
    const chain = chainClient(node.peer(peer));
    expect(await chain.getBlockHeight({})).toEqual({ height: PYTHON_HEIGHT });
    const { blocks } = await chain.getBlocks({ start: 1, end: TALLER });
    expect(blocks.map(({ header }) => header?.height)).toEqual(
      nodeBlocks(1, TALLER).blocks.map((_, n) => n + 1),
    );
    const script = blocks[6]?.transactions[0]?.outputs[0]?.scriptPubkey;
    expect(Buffer.alloc(BLOCK_BYTES, 7).equals(script!)).toBe(true);
    await python.heard('credited');
  });

  test('Python reads a stream of blocks, and grants it', async (context) => {
    const { python } = await pair(context);
    python.tellJson('request', 'timecoin.StreamBlocks', { start: 1, end: TALLER });
    await python.heard('settled', { message: 'timecoin.StreamBlocks' });
    const items = python.events.filter(({ event }) => event === 'item').map(({ sha256 }) => sha256);
    const blocks = nodeBlocks(1, TALLER).blocks.map((block) => digestOf(BlockResponse.encode({ block })));
    expect(items).toEqual(blocks); // 1.8 MB, seven times what a stream starts with
    expect(python.count('stream end')).toBe(1);
  });

  test('the node reads a stream of blocks, and grants it', async (context) => {
    const { node, python, peer } = await pair(context);
    const heights = [];
    for await (const { block } of chainClient(node.peer(peer)).streamBlocks({ start: 1, end: TALLER })) {
      heights.push(block?.header?.height);
    }
    expect(heights).toEqual(nodeBlocks(1, TALLER).blocks.map((_, n) => n + 1));
    await python.heard('stream credited');
  });

  test('a stream ends when its reader has had enough', async (context) => {
    const { node, python, peer } = await pair(context);
    const chain = chainClient(node.peer(peer));
    const before = python.count('cancel');
    for await (const { block } of chain.streamBlocks({ start: 1, end: PYTHON_HEIGHT })) {
      if (block?.header?.height === 3) break;
    }
    await expect.poll(() => python.count('cancel')).toBe(before + 1);
    expect(await chain.getBlockHeight({})).toEqual({ height: PYTHON_HEIGHT });
  });

  test.for([1_000, 60_000, 400_000, 3_000_000])(
    'the node broadcasts a block of %d bytes',
    async (bytes, context) => {
      const { node, python } = await pair(context);
      const message = { block: blockOf(100, bytes) };
      expect(node.broadcast(BlockAnnouncement, message)).toBe(1);
      const payload = BlockAnnouncement.encode(message);
      await python.heard('message', { message: BlockAnnouncement.name, sha256: digestOf(payload) });
    },
  );

  test('the node broadcasts more than the window, and Python grants it', async (context) => {
    const { node, python } = await pair(context);
    const heights = Array.from({ length: 60 }, (_, n) => 1_000 + n);
    for (const height of heights) node.broadcast(BlockAnnouncement, { block: blockOf(height, 50_000) });
    const last = BlockAnnouncement.encode({ block: blockOf(1_059, 50_000) });
    await python.heard('message', { sha256: digestOf(last) });
    expect(python.events.filter(({ event, bytes }) => event === 'credit' && Number(bytes) > 0)).not.toEqual(
      [],
    );
  });

  test('Python announces a block, in parts', async (context) => {
    const { python, seen } = await pair(context);
    const block = blockOf(200, 500_000);
    python.tellJson('send', BlockAnnouncement.name, BlockAnnouncement.toJson({ block }));
    await expect.poll(() => seen.announced).toHaveLength(1);
    expect(digestOf(Block.encode(seen.announced[0]!))).toBe(digestOf(Block.encode(block)));
  });

  test('Python acknowledges what asks for it', async (context) => {
    const { node, python, peer } = await pair(context);
    const txid = new Uint8Array(32).fill(1);
    const proposal = BlockProposal.create({ block: blockOf(300, 200_000), proposer: 'a', signature: txid });
    expect(await node.deliver(peer, TransactionFinalized, { txid, votes: 7 })).toBe('delivered');
    expect(await node.deliver(peer, BlockProposal, proposal)).toBe('delivered');
    expect(await node.deliver(peer, BlockCommit, BlockCommit.create({ blockHash: txid, height: 1 }))).toBe(
      'delivered',
    );
    for (const { name } of [TransactionFinalized, BlockProposal, BlockCommit]) {
      expect(await python.heard('message', { message: name })).toMatchObject({ ack: true });
    }
    expect(node.connections[0]?.stats().unacknowledged).toBe(0);
  });

  test('the node acknowledges what asks for it, and handles it once', async (context) => {
    const { python, seen } = await pair(context);
    const message = { txid: new Uint8Array(32).fill(2), votes: 9 };
    python.tellJson('send', TransactionFinalized.name, TransactionFinalized.toJson(message));
    await python.heard('settled', { message: TransactionFinalized.name });
    expect(seen.finalized).toEqual([message]);
  });

  test('a request is cancelled', async (context) => {
    const { python, seen } = await pair(context);
    python.tellJson('cancel', 'timecoin.GetBlocks', { start: TALLER + 1, end: TALLER + 9 });
    await expect.poll(() => seen.cancelled).toEqual([TALLER + 1]);
  });

  test('a response that is given up ends on both sides', async (context) => {
    const { node, python, peer } = await pair(context);
    const chain = chainClient(node.peer(peer));
    const given = new AbortController();
    const asked = { start: 2, end: PYTHON_HEIGHT };
    const response = chain.getBlocks(asked, { signal: given.signal });
    const rejected = expect(response).rejects.toMatchObject({ code: 'ABORTED' });
    await python.heard('request', { sha256: digestOf(GetBlocks.encode(asked)) });
    given.abort();
    await rejected;
    await python.heard('cancel');
    expect(await chain.getBlockHeight({})).toEqual({ height: PYTHON_HEIGHT }); // after what was on its way
    expect(node.connections[0]?.stats().assemblyBytes).toBe(0);
  });

  test('what one side does not know, it says', async (context) => {
    const { node, python, peer } = await pair(context);
    python.tell('raw 000000007777000000000009');
    await python.heard('error', { id: 9, code: 'UNKNOWN_TYPE' });
    const ask = node.request(peer, GetPeers, {});
    await expect(ask).rejects.toMatchObject({ code: ErrorCode.UNKNOWN_TYPE });
    const discarded = python.count('discarded');
    await expect(node.request(peer, GetPeers, {})).rejects.toMatchObject({ code: ErrorCode.UNKNOWN_TYPE });
    python.tell('ping');
    await python.heard('pong');
    expect(python.count('discarded')).toBe(discarded); // the second never left
  });

  test('what does not decode is answered, and the connection stays', async (context) => {
    const { node, python } = await pair(context);
    python.tell('raw 000000000201000000000040'); // a TransactionVoteRequest whose txid is absent
    await python.heard('error', { id: 0x40, code: 'MALFORMED' });
    expect(node.connections).toHaveLength(1);
    expect(node.connections[0]?.stats().violations).toBe(1);
    expect(python.count('violation')).toBe(0);
  });

  test('Goodbye is said and heard', async (context) => {
    const { node, python, seen } = await pair(context);
    if (direction === 'inbound') {
      expect(await python.goodbye()).toBe(0);
      await expect.poll(() => seen.disconnects).toMatchObject([{ code: GoodbyeCode.NORMAL, by: 'remote' }]);
    } else {
      await node.stop();
      await python.heard('goodbye', { code: 'CLOSING' });
      expect(seen.disconnects).toMatchObject([{ code: GoodbyeCode.CLOSING, by: 'local' }]);
      expect(await python.goodbye()).toBe(0);
    }
  });
});

test.for<[string, string[]]>([
  ['network', ['--network', 'other', '--magic', 'C01D7E4D']],
  ['magic', ['--magic', '54494D45']],
])('a peer of another %s is refused', async ([, args], context) => {
  needsPython(context);
  const { node, port } = await startNode();
  onTestFinished(() => node.stop());
  const python = new PythonPeer('--dial', `127.0.0.1:${port}`, ...args);
  onTestFinished(() => python.kill());
  await python.heard('goodbye sent', { code: 'NETWORK' });
  expect(await python.ended()).toBe(0);
  expect(node.connections).toEqual([]);
});

test.for<['FRAMING' | 'FLOW' | 'PROTOCOL', string, string]>([
  ['FRAMING', 'a frame of type 0', '000000000000000000000000'],
  ['FLOW', 'a Credit beyond the ceiling', '0000000500070000000000000880808008'],
  ['PROTOCOL', 'a Ping with an id', '000000000003000000000007'],
])('%s is what the node says to %s', async ([code, , raw], context) => {
  needsPython(context);
  const { node, python, seen } = await pythonDials();
  onTestFinished(() => node.stop());
  onTestFinished(() => python.kill());
  python.tell(`raw ${raw}`);
  await python.heard('goodbye', { code });
  expect(await python.ended()).toBe(0);
  await expect.poll(() => seen.disconnects).toMatchObject([{ code: GoodbyeCode[code], by: 'local' }]);
});

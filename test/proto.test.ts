import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { frames, parts } from './vectors/read.js';
import { optionsOf, requests, responses, types } from './vectors/schema.js';

const folder = fileURLToPath(new URL('../proto/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.proto'))
  .sort();

function run(command: string, args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

describe('other compilers take every .proto', () => {
  test('buf', () => {
    const buf = join(
      dirname(createRequire(import.meta.url).resolve('@bufbuild/buf/package.json')),
      'bin/buf',
    );
    expect(run(process.execPath, [buf, 'build', '.'])).toEqual({ status: 0, output: '' });
  });

  const hasProtoc = spawnSync('protoc', ['--version']).status === 0;
  test.skipIf(!hasProtoc)(hasProtoc ? 'protoc' : 'protoc (not run: protoc is missing)', () => {
    const result = run('protoc', ['-I.', '--descriptor_set_out=/dev/null', ...files]);
    expect(result).toEqual({ status: 0, output: '' });
  });
});

test.each(files)('every declaration in %s has a comment', (file) => {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  expect(lines[0]).toMatch(/^\/\/ /);
  const declaration =
    /^\s*((message|enum|service|rpc|oneof) \w|(repeated |optional )?[\w.]+ \w+ = \d+|[A-Z][A-Z0-9_]* = \d+)/;
  const bare = lines.flatMap((line, index) => {
    const before = lines[index - 1]?.trim() ?? '';
    return declaration.test(line) && !before.startsWith('//') ? [`${file}:${index + 1} ${line.trim()}`] : [];
  });
  expect(bare).toEqual([]);
});

/** The messages of the TIME network, as its original names them. */
const catalogue = [
  'Version',
  ...[
    'GetGenesisHash',
    'GenesisHashResponse',
    'GetBlockHeight',
    'BlockHeightResponse',
    'GetBlocks',
    'BlocksResponse',
  ],
  ...[
    'GetBlockRange',
    'BlockRangeResponse',
    'GetBlockHash',
    'BlockHashResponse',
    'BlockRequest',
    'BlockResponse',
  ],
  ...['BlockAnnouncement', 'ConsensusQuery', 'ConsensusQueryResponse'],
  ...['BlockProposal', 'BlockVote', 'BlockCommit'],
  ...['TransactionBroadcast', 'TransactionVoteRequest', 'TransactionVote', 'TransactionFinalized'],
  ...['TransactionRejected', 'GetPendingTransactions', 'PendingTransactionsResponse'],
  ...[
    'UTXOStateQuery',
    'UTXOStateResponse',
    'UTXOStateNotification',
    'UTXOStateUpdate',
    'Subscribe',
    'Unsubscribe',
  ],
  ...['GetUTXOSet', 'UTXOSetResponse', 'GetUTXOStateHash', 'UTXOStateHashResponse'],
  ...[
    'MasternodeAnnouncement',
    'GetMasternodes',
    'MasternodesResponse',
    'HeartbeatBroadcast',
    'HeartbeatAttestation',
  ],
  ...['GetPeers', 'PeersResponse'],
];
/** Requests that the original has not: for streams, of items that other requests have for responses. */
const added = ['StreamBlocks', 'StreamUTXOSet'];
const own = ['Handshake', 'Ack', 'Ping', 'Pong', 'Goodbye', 'ErrorResponse', 'Credit', 'Cancel', 'End'];
const optional = ['Announce', 'Fetch', 'Missing'];

describe('the schemas', () => {
  const nameOf = (type: protobuf.Type): string => type.fullName.slice(1);

  test('declare the 47 messages of the TIME network, four of them by framewright itself, and what is new', () => {
    expect(catalogue.length + 4).toBe(47);
    const declared = [...types.values()].map(nameOf).sort();
    const expected = [
      ...[...catalogue, ...added].map((name) => `timecoin.${name}`),
      ...[...own, ...optional].map((name) => `framewright.${name}`),
    ];
    expect(declared).toEqual(expected.sort());
  });

  test('number own messages from 1 in the order of WIRE.md', () => {
    expect(own.map((_, index) => types.get(index + 1)?.name)).toEqual(own);
    expect(optional.map((_, index) => types.get(65_280 + index)?.name)).toEqual(optional);
  });

  test('group the types of a file by their high byte', () => {
    const groups = new Map<string, Set<number>>();
    for (const [id, type] of types) {
      if (id < 32) continue;
      const file = type.filename ?? '';
      groups.set(file, (groups.get(file) ?? new Set()).add(id >> 8));
    }
    expect([...groups.values()].map((bytes) => [...bytes]).sort()).toEqual([
      [1],
      [2],
      [255],
      [3],
      [4],
      [5],
      [6],
      [7],
    ]);
  });

  test('pair each of the 13 requests with one response, and two more with a stream of such', () => {
    expect([requests.size, responses.size]).toEqual([13 + added.length, 13]);
  });

  test.each([...types.values()].map((type) => [nameOf(type), type] as const))(
    '%s has sound options',
    (_name, type) => {
      const options = optionsOf(type) as Record<string, unknown>;
      const { max_bytes, rate, gossip, requires_ack } = options;
      expect(max_bytes).toBeGreaterThan(0);
      expect(max_bytes).toBeLessThanOrEqual(16_777_216);
      if (rate !== undefined) expect(rate).toMatch(/^[1-9]\d*\/(s|min|h)$/);
      if (requests.has(type) || responses.has(type))
        expect([requires_ack, gossip]).toEqual([undefined, undefined]);
    },
  );
});

test('every hex example of WIRE.md is a vector', () => {
  const wire = readFileSync(join(folder, 'WIRE.md'), 'utf8');
  const known = new Set([
    ...frames.map(({ hex }) => hex),
    ...parts.flatMap((each) => each.frames.map((f) => f.header)),
  ]);
  const blocks = [...wire.matchAll(/```hex\n([^`]*)```/g)].map(
    ([, text]) => text?.replace(/[\s|]/g, '') ?? '',
  );
  expect(blocks.length).toBeGreaterThan(10);
  const unknown = blocks.filter((block) => {
    let rest = block; // a block holds one frame or several, one after another
    while (rest !== '') {
      const next = [...known].find((each) => rest.startsWith(each));
      if (next === undefined) return true;
      rest = rest.slice(next.length);
    }
    return false;
  });
  expect(unknown).toEqual([]);
});

test('the sections that the .proto files cite stand in WIRE.md', () => {
  const wire = readFileSync(join(folder, 'WIRE.md'), 'utf8');
  const texts = [...files.map((file) => readFileSync(join(folder, file), 'utf8')), wire];
  const cited = new Set(texts.flatMap((text) => text.match(/§\d+(\.\d+)?/g) ?? []));
  expect([...cited].filter((section) => !wire.includes(`<a id="${section.slice(1)}"></a>`))).toEqual([]);
});

test('links of WIRE.md lead somewhere', () => {
  const wire = readFileSync(join(folder, 'WIRE.md'), 'utf8');
  const targets = [...wire.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target ?? '');
  expect(targets.filter((target) => !existsSync(join(folder, target)))).toEqual([]);
});

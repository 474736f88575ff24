import { expect, test } from 'vitest';
import type { StatusReport } from '../../src/cli/control/api.js';
import { statusText } from '../../src/cli/status.js';

const report: StatusReport = {
  id: 'ab'.repeat(32),
  network: 'mine',
  version: '1.2.3',
  pid: 7,
  uptimeMs: 60_000,
  addresses: ['tcp://192.0.2.1:24200'],
  height: 900,
  tip: 'cd'.repeat(32),
  tipTime: 1_700_000_000,
  syncing: false,
  bestPeerHeight: 900,
  peers: { total: 1, inbound: 0, outbound: 1 },
  masternode: null,
  masternodes: { active: 1, known: 2 },
  mempool: { transactions: 0, bytes: 0 },
  gossip: {
    accepted: 0,
    refused: 0,
    duplicates: 0,
    duplicateBytes: 0,
    announced: 0,
    served: 0,
    fetched: 0,
    unanswered: 0,
    savedBytes: 0,
  },
  bans: 0,
  knownAddresses: 3,
  storage: { damaged: 0, repaired: 0, rebuilt: undefined },
  dataDir: '/data',
  memoryBytes: 1024,
};
const masternode = { address: '192.0.2.1:24200', publicKey: 'ef'.repeat(32), active: true };
const rebuilt = { problem: 'entry x is missing', height: 746, kept: '/data/blocks.corrupt' };

test.each<[string, Partial<StatusReport>, RegExp]>([
  [
    'a silver masternode',
    { masternode: { ...masternode, tier: 10_000 } },
    /^masternode .*, tier silver, key/m,
  ],
  ['no peers', { peers: { total: 0, inbound: 0, outbound: 0 } }, /^sync +no peers$/m],
  ['a peer that claims more', { bestPeerHeight: 950 }, /^sync +behind: a peer claims height 950$/m],
  [
    'a store that was rebuilt',
    { storage: { damaged: 0, repaired: 0, rebuilt } },
    /^rebuilt +.*good up to height 746; .* \/data\/blocks\.corrupt, which you may delete$/m,
  ],
  [
    'gossip',
    { gossip: { ...report.gossip, accepted: 10, duplicates: 5, savedBytes: 2_048 } },
    /^gossip +10 messages, 1\.5 copies each, 2\.0 KiB saved$/m,
  ],
  [
    'damaged blocks',
    { storage: { damaged: 3, repaired: 2, rebuilt: undefined } },
    /^damaged +3 stored blocks, 2 of them fetched again$/m,
  ],
])('the status of a node with %s says so', (_what, differs, expected) => {
  expect(statusText({ ...report, ...differs })).toMatch(expected);
});

test('the status says nothing of a store that is well', () => {
  expect(statusText(report)).not.toMatch(/^(rebuilt|damaged)/m);
});

test.each<[number | undefined, RegExp]>([
  [81, /^id +(ab){32}$/m],
  [undefined, /^tip +(cd){32}$/m],
  [80, /^id +(ab){6}…$/m],
  [80, /^tip +(cd){6}…$/m],
  [80, /^masternode .*key (ef){6}…$/m],
])('in %s columns it reads %s', (columns, expected) => {
  const text = statusText({ ...report, masternode: { ...masternode, tier: 1000 } }, columns);
  expect(text).toMatch(expected);
});

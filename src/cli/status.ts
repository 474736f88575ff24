import type { Command } from 'commander';
import { safeText } from '../observe/safe-text.js';
import { systemRuntime } from '../platform/system.js';
import type { OwnMasternodeStatus } from '../timecoin/index.js';
import { tierName } from '../timecoin/masternodes/masternode.js';
import type { Output } from './command.js';
import type { StatusReport } from './control/api.js';
import { clientOf, controlCommand, print } from './control/control-command.js';
import { formatDuration } from '../platform/duration.js';
import { formatBytes } from './quantities.js';

/** `framewright status` */
export function command(output: Output): Command {
  const command = controlCommand({
    name: 'status',
    description: 'Say where the running node stands: chain, peers, pending transactions.',
    examples: [
      ['status', 'the node of mainnet that was started in this folder'],
      ['status --network testnet --json', 'for a program: one JSON object'],
    ],
  });
  return command.action(async () => {
    const client = await clientOf(command);
    print(command, output, await client.get<StatusReport>('/status'), (status) =>
      statusText(status, output.columns),
    );
  });
}

/** The report, for people. Where a line is wider than the terminal its ids are cut; `--json` has them whole. */
export function statusText(status: StatusReport, width = Infinity): string {
  const { peers, masternodes, mempool } = status;
  const sinceTip = systemRuntime.clock.wallTime() - status.tipTime * 1000;
  const rows: readonly (readonly [string, string])[] = [
    ['id', status.id],
    ['network', status.network],
    ['listening', status.addresses.join(' ') || 'nowhere, it only dials'],
    ['height', `${status.height}${status.height === 0 ? '' : `, ${formatDuration(sinceTip)} old`}`],
    ['tip', status.tip],
    ['sync', syncText(status)],
    ['peers', `${peers.total}: ${peers.inbound} inbound, ${peers.outbound} outbound`],
    ['masternodes', `${masternodes.active} active of ${masternodes.known} known`],
    ...(status.masternode === null ? [] : [['masternode', masternodeText(status.masternode)] as const]),
    ['mempool', `${mempool.transactions} transactions, ${formatBytes(mempool.bytes)}`],
    ['gossip', gossipText(status)],
    ['known addresses', String(status.knownAddresses)],
    ['bans', String(status.bans)],
    ['data', status.dataDir ?? 'none, all in memory'],
    ...storageRows(status),
    ['uptime', formatDuration(status.uptimeMs)],
    ['memory', formatBytes(status.memoryBytes)],
    ['version', `${status.version}, process ${status.pid}`],
  ];
  return rows
    .map(([name, value]) => `${name.padEnd(16)} ${safeText(value)}`)
    .map((line) => (line.length <= width ? line : line.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…')))
    .join('\n');
}

function masternodeText({ address, publicKey, tier, active }: OwnMasternodeStatus): string {
  return `${active ? 'active' : 'not active'} at ${address}, tier ${tierName(tier)}, key ${publicKey}`;
}

function gossipText({ gossip }: StatusReport): string {
  const { accepted, duplicates, savedBytes } = gossip;
  const copies = duplicates === 0 ? '' : `, ${(1 + duplicates / (accepted || 1)).toFixed(1)} copies each`;
  const saved = savedBytes > 0 ? `, ${formatBytes(savedBytes)} saved` : '';
  return `${accepted} messages${copies}${saved}`;
}

/** Nothing of a store that is well. */
function storageRows({ storage }: StatusReport): readonly (readonly [string, string])[] {
  const { rebuilt, damaged, repaired } = storage;
  const rows: [string, string][] = [];
  if (rebuilt !== undefined) {
    const { height, kept } = rebuilt;
    rows.push([
      'rebuilt',
      `was corrupt at this start, good up to height ${height}; what it was is in ${kept}, which you may delete`,
    ]);
  }
  if (damaged > 0) rows.push(['damaged', `${damaged} stored blocks, ${repaired} of them fetched again`]);
  return rows;
}

function syncText({ syncing, height, bestPeerHeight, peers }: StatusReport): string {
  if (syncing) return `fetching, ${Math.max(0, bestPeerHeight - height)} blocks to go`;
  if (peers.total === 0) return 'no peers';
  return height >= bestPeerHeight ? 'done' : `behind: a peer claims height ${bestPeerHeight}`;
}

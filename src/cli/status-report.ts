import { resolve } from 'node:path';
import type { Clock } from '../platform/clock.js';
import type { TimeNode } from '../timecoin/index.js';
import { packageVersion } from '../timecoin/peers/greeting.js';
import { GOSSIP_FIGURES, type StatusReport } from './control/api.js';

/** What a status report takes from the process that the node runs in. */
export interface NodeProcess {
  readonly clock: Clock;
  /** Monotonic. */
  readonly startedAt: number;
  readonly dataDir: string | undefined;
}

export function statusReport(timeNode: TimeNode, { clock, startedAt, dataDir }: NodeProcess): StatusReport {
  const { node, chain } = timeNode;
  const {
    id,
    network,
    addresses,
    height,
    tip,
    syncing,
    bestPeerHeight,
    storage,
    pendingTransactions,
    pendingBytes,
    masternode,
    masternodes,
  } = timeNode.status();
  const { gossip } = node.stats();
  const { connections } = node;
  const inbound = connections.filter(({ direction }) => direction === 'inbound').length;
  return {
    id,
    network,
    version: packageVersion,
    pid: process.pid,
    uptimeMs: Math.round(clock.now() - startedAt),
    addresses,
    height,
    tip,
    tipTime: chain.tip.timestamp,
    syncing,
    bestPeerHeight,
    peers: { total: connections.length, inbound, outbound: connections.length - inbound },
    masternode: masternode ?? null,
    masternodes,
    mempool: { transactions: pendingTransactions, bytes: pendingBytes },
    gossip: Object.fromEntries(GOSSIP_FIGURES.map((name) => [name, gossip[name]])) as StatusReport['gossip'],
    bans: node.bans().length,
    knownAddresses: node.addressBook.size,
    storage,
    dataDir: dataDir === undefined ? null : resolve(dataDir),
    memoryBytes: process.memoryUsage.rss(),
  };
}

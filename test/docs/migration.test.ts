import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECONNECT_DEFAULTS } from '../../src/node/backoff.js';
import { GUARD_DEFAULTS } from '../../src/node/guard.js';
import { preferredShare } from '../../src/node/places.js';
import { DEFAULT_LIMITS } from '../../src/peer/limits.js';
import { MAX_BLOCKS } from '../../src/timecoin/sync/raw-blocks.js';
import { mainnet, testnet } from '../../src/timecoin/index.js';

const docs = join(import.meta.dirname, '../../docs');
const schema = JSON.parse(readFileSync(join(docs, '../generated/schema.json'), 'utf8')) as {
  messages: { name: string; type: number }[];
};
const text = readFileSync(join(docs, 'MIGRATION.md'), 'utf8');

/** Links with a name of the source as their text. */
const named = [...text.matchAll(/\[`([^`]+)`\]\(([^)]+)\)/g)].map(([, name = '', path = '']) => ({
  name,
  path,
}));
/** The first cells of a section's table, without backticks. */
function names(section: string): string[] {
  const [, part = ''] = text.split(`\n## ${section}\n`);
  const [table = ''] = part.split('\n## ');
  return [...table.matchAll(/^\| \[?`?([^`|]+?)`?(?:\]\([^)]*\))? \|/gm)]
    .map(([, name = '']) => name)
    .slice(1);
}

/** The wire's own, which the original has not. */
const ownAlone = ['Goodbye', 'ErrorResponse', 'Credit', 'Cancel', 'End', 'Announce', 'Fetch', 'Missing'];
/** Requests for streams, in a table of their own. */
const added = ['StreamBlocks', 'StreamUTXOSet'];

describe('MIGRATION.md', () => {
  it('has all 47 messages of the original and those that are new, with their types, and no other', () => {
    const messages = schema.messages
      .map(({ name, type }) => ({ name: name.replace(/^\w+\./, ''), type }))
      .filter(({ name }) => !ownAlone.includes(name));
    expect(messages).toHaveLength(47 + added.length);
    const rows = [...text.matchAll(/^\| \[`(\w+)`\]\(\.\.\/generated[^)]*\) \| `0x([0-9A-F]{4})` \|/gm)];
    const listed = rows.map(([, name = '', type = '']) => ({ name, type: parseInt(type, 16) }));
    const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);
    expect(listed.toSorted(byName)).toEqual(messages.toSorted(byName));
  });

  it.each([
    'send_to_peer',
    'send_batch_to_peer',
    'broadcast',
    'broadcast_batch',
    'get_connected_peers_list',
    'pending_response_count',
    'message_type()',
    'requires_ack()',
    'is_response()',
    'is_high_priority()',
  ])('has the method %s', (name) => {
    expect(names('Methods')).toContain(name);
  });

  it('names only what is there', () => {
    expect(named.length).toBeGreaterThan(100);
    const wrong = named.filter(({ name, path }) => {
      const file = join(docs, path);
      return !existsSync(file) || !new RegExp(`\\b${name}\\b`).test(readFileSync(file, 'utf8'));
    });
    expect(wrong).toEqual([]);
  });

  it('links to pages that are there', () => {
    const paths = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, path = '']) => path);
    expect(paths.filter((path) => !existsSync(join(docs, path)))).toEqual([]);
  });

  it('says every constant as the sources have it', () => {
    // The rows that claim to be the same as the original's.
    expect(DEFAULT_LIMITS).toMatchObject({ pingIntervalMs: 30_000, pongTimeoutMs: 90_000, missedPongs: 3 });
    expect(RECONNECT_DEFAULTS).toMatchObject({
      firstMs: 5_000,
      maxMs: 300_000,
      attempts: 10,
      preferredAttempts: 20,
    });
    expect(GUARD_DEFAULTS).toMatchObject({
      bans: [
        { violations: 3, forMs: 300_000 },
        { violations: 5, forMs: 3_600_000 },
        { violations: 10, forMs: Infinity },
      ],
      quietMs: 3_600_000,
    });
    expect([50, 60, 100].map(preferredShare)).toEqual([20, 24, 30]);
    expect([MAX_BLOCKS, mainnet.port, testnet.port]).toEqual([100, 24000, 24100]);
    for (const name of ['ROUND_MS = 120_000', 'INACTIVE_MS = 180_000']) {
      const files = ['timecoin/peers/peer-exchange.ts', 'timecoin/masternodes/masternode.ts'];
      expect(files.some((file) => readFileSync(join(docs, '../src', file), 'utf8').includes(name))).toBe(
        true,
      );
    }
  });
});

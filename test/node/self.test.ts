import { expect, test } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import { portOf } from '../../src/node/address.js';
import { createNode } from '../../src/node/node.js';
import type { LogFields } from '../../src/platform/log.js';
import { silentLog } from '../../src/platform/log.js';

test('a node that dials itself under another name finds out, remembers it, and punishes nobody', async () => {
  let tell: (fields: LogFields) => void = () => {};
  const told = new Promise<LogFields>((resolve) => (tell = resolve));
  const node = await createNode({
    network: 'self',
    catalog,
    listen: ['tcp://127.0.0.1:0'],
    log: { ...silentLog, info: (event, fields) => event === 'not connected' && tell(fields ?? {}) },
  });
  const own = node.addresses[0] ?? '';
  const alias = `tcp://localhost:${portOf(own)}`;
  try {
    expect(node.dial(own)).toBe(false);
    expect(node.dial(alias)).toBe(true);
    expect(await told).toMatchObject({ code: 'SELF' });
    expect(node.addressBook.isOwn(alias)).toBe(true);
    expect(node.dial(alias)).toBe(false);
    expect(node.connections).toEqual([]);
    expect(node.guard.bans()).toEqual([]);
    expect(node.stats().dialling).toMatchObject([{ address: alias, state: 'resting', unwelcome: true }]);
  } finally {
    await node.stop();
  }
});

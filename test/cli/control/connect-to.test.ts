import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectTo } from '../../../src/cli/control/connect-to.js';
import type { Node } from '../../../src/node/node.js';
import type { Transport } from '../../../src/transport/transport.js';
import { GoodbyeCode } from '../../../src/wire/codes.js';
import { VirtualNetwork } from '../../node/virtual-network.js';

describe('connectTo', () => {
  let network: VirtualNetwork;
  let client: Node;
  beforeEach(async () => {
    network = new VirtualNetwork();
    client = await network.start('client', { wantedConnections: 0 });
  });
  afterEach(() => network.stop());

  const connect = (address = 'memory:server') =>
    network.clock.runUntil(connectTo(client, address, network.clock), 60_000);
  const listen = (onTransport: (transport: Transport) => void) =>
    network.memory.listen('memory:server', { runtime: network.runtime, onTransport, onError: () => {} });

  test('answers with the peer once it is connected', async () => {
    const server = await network.start('server');
    const answer = { address: 'memory:server', state: 'connected', peer: server.id, reason: null };
    expect(await connect()).toEqual(answer);
    expect(await connect()).toEqual(answer);
  });

  const junk = (transport: Transport): void => {
    transport.write([new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')]);
  };
  const cut = (): void => void network.clock.schedule(20, () => network.memory.links.at(-1)?.reset());
  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['nobody listens there', () => Promise.resolve(), /refused|nobody/i],
    ['nobody answers there', () => listen(() => {}), /does not answer as a node does/],
    ['something else answers there', () => listen(junk), /no node of this kind/],
    [
      'it refuses in words that are no good for a terminal',
      () => {
        const admit = () => ({ code: GoodbyeCode.FULL, reason: 'go\nforged\x1b[2J\u202e' });
        return network.start('server', { admit });
      },
      /\(go\\x0aforged\\x1b\[2J\\u202e\)$/,
    ],
    ['the link is closed', () => listen(cut), /closed|broke/],
  ])('says why a dial failed and that it goes on: %s', async (_what, prepare, reason) => {
    await prepare();
    expect(await connect()).toMatchObject({
      state: 'waiting',
      peer: null,
      reason: expect.stringMatching(reason) as string,
    });
    // Should it wait for longer than the question may take, the dial before is what it tells of.
    expect((await connect()).reason).toMatch(reason);
  });

  test.each<[string, () => Promise<unknown>, string | undefined, RegExp]>([
    ['another network', () => network.start('server', { network: 'other' }), undefined, /another network/],
    [
      'a node that has banned this one',
      async () => (await network.start('server')).ban(client.id, { reason: 'a lie' }),
      undefined,
      /it has banned this node \(.*\)$/,
    ],
    ['itself', () => Promise.resolve(), 'memory:client', /is this node itself/],
    [
      'who is banned',
      () => client.ban('server', { forMs: 120_000 }),
      undefined,
      /is banned for 2 m; .*unban/,
    ],
  ])('is refused for %s', async (_what, prepare, address, reason) => {
    await prepare();
    await expect(connect(address)).rejects.toThrow(reason);
  });
});

import { describe, expect, it } from 'vitest';
import type { PeersResponse } from '../../../generated/timecoin/peers.js';
import { silentLog } from '../../../src/platform/log.js';
import { virtualRuntime } from '../../../src/testing/virtual-runtime.js';
import { addressOf, endpointOf, PeerExchange } from '../../../src/timecoin/peers/peer-exchange.js';
import type { PeerRequests } from '../../../src/timecoin/peer-requests.js';

describe('endpointOf', () => {
  it.each([
    ['tcp://203.0.113.7:24000', '203.0.113.7:24000'],
    ['ws://203.0.113.7:80/path', '203.0.113.7:80'],
    ['tcp://[2001:db8::1]:24000', '[2001:db8::1]:24000'],
    ['memory:a', 'a'],
    ['unix:/tmp/socket', undefined],
    ['nonsense', undefined],
  ])('of %s is %s', (address, endpoint) => {
    expect(endpointOf(address)).toBe(endpoint);
  });
});

describe('addressOf', () => {
  it.each([
    ['203.0.113.7:24000', 'tcp', 'tcp://203.0.113.7:24000'],
    ['203.0.113.7:24000', 'ws', 'ws://203.0.113.7:24000'],
    ['[2001:db8::1]:24000', 'tcp', 'tcp://[2001:db8::1]:24000'],
    ['10.0.0.1:1', 'tcp', 'tcp://10.0.0.1:1'],
    ['a', 'memory', 'memory:a'],
  ])('takes %s', (endpoint, scheme, address) => {
    expect(addressOf(endpoint, scheme, false)).toBe(address);
  });

  it.each([
    '',
    'example.com:24000',
    '203.0.113.7',
    '203.0.113.7:0',
    '203.0.113.7:65536',
    '203.0.113.7:24000/path',
    'user@203.0.113.7:24000',
    ' 203.0.113.7:24000',
    '203.0.113.7:024000',
    '2001:db8::1:24000',
    '0.0.0.0:24000',
    '255.255.255.255:24000',
    '224.0.0.1:24000',
    '169.254.1.1:24000',
    '[::]:24000',
    '[ff02::1]:24000',
    '[fe80::1]:24000',
    '127.0.0.1:24000',
    '[::1]:24000',
  ])('leaves %j out', (endpoint) => {
    expect(addressOf(endpoint, 'tcp', false)).toBeUndefined();
  });

  it('takes a loopback address from a peer on this machine', () => {
    expect(addressOf('127.0.0.1:24000', 'tcp', true)).toBe('tcp://127.0.0.1:24000');
  });
});

describe('PeerExchange', () => {
  function exchange(answers: Record<string, string[] | Error>, addresses: Record<string, string>) {
    const runtime = virtualRuntime();
    const asked: string[] = [];
    const offered: string[][] = [];
    const links: PeerRequests = {
      connectedIds: () => Object.keys(answers),
      request: (peer) => {
        asked.push(peer);
        const answer = answers[peer];
        if (!Array.isArray(answer)) return Promise.reject(answer ?? new Error('gone'));
        return Promise.resolve({ peers: answer } satisfies PeersResponse as never);
      },
    };
    const book = {
      known: () => Object.values(addresses),
      offer: (list: readonly string[]) => void offered.push([...list]),
      of: (peer: string) => addresses[peer],
    };
    const made = new PeerExchange(links, book, 'tcp', runtime, silentLog);
    return { made, runtime, asked, offered };
  }

  it('asks on connecting and offers what can be dialled', async () => {
    const answers = {
      a: ['203.0.113.9:1', 'nonsense', '127.0.0.1:5', '203.0.113.8:2'],
      b: ['127.0.0.1:5'],
      c: new Error('busy'),
    };
    const { made, runtime, offered } = exchange(answers, {
      a: 'tcp://203.0.113.1:1',
      b: 'tcp://127.0.0.1:9',
    });
    for (const peer of ['a', 'b', 'c']) made.opened(peer);
    await runtime.clock.settle();
    expect(offered).toEqual([['tcp://203.0.113.9:1', 'tcp://203.0.113.8:2'], ['tcp://127.0.0.1:5']]);
    made.stop();
  });

  it('takes no more from one peer than it can use', async () => {
    const many = Array.from({ length: 1024 }, (_, n) => `10.0.${n >> 8}.${n & 255}:1`);
    const { made, runtime, offered } = exchange({ a: many }, {});
    made.opened('a');
    await runtime.clock.settle();
    expect(offered[0]).toHaveLength(256);
    made.stop();
  });

  it('asks some again every two minutes until it is stopped', async () => {
    const answers = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`p${n}`, []]));
    const { made, runtime, asked } = exchange(answers, {});
    made.start();
    await runtime.clock.advance(119_000);
    expect(asked).toHaveLength(0);
    await runtime.clock.advance(121_000);
    expect(asked).toHaveLength(8);
    made.stop();
    await runtime.clock.advance(240_000);
    expect(asked).toHaveLength(8);
    expect(runtime.clock.pendingTimers).toBe(0);
  });

  it('answers with what it knows but the asker itself', () => {
    const { made } = exchange(
      {},
      {
        a: 'tcp://203.0.113.1:1',
        b: 'tcp://203.0.113.2:2',
        c: 'unix:/tmp/x',
        d: 'tcp://seed.example:1',
        e: 'ws://203.0.113.3:80/path',
      },
    );
    expect(made.answer('a').peers).toEqual(['203.0.113.2:2']);
    expect(made.answer('z').peers).toEqual(['203.0.113.1:1', '203.0.113.2:2']);
  });
});

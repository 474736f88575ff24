import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress, type Address } from '../../src/transport/address.js';

const addresses: readonly (readonly [string, Address, string])[] = [
  ['tcp://127.0.0.1:24000', { scheme: 'tcp', host: '127.0.0.1', port: 24_000 }, 'tcp://127.0.0.1:24000'],
  ['127.0.0.1:24000', { scheme: 'tcp', host: '127.0.0.1', port: 24_000 }, 'tcp://127.0.0.1:24000'],
  ['localhost:0', { scheme: 'tcp', host: 'localhost', port: 0 }, 'tcp://localhost:0'],
  [
    'TCP://a-b.example:65535/',
    { scheme: 'tcp', host: 'a-b.example', port: 65_535 },
    'tcp://a-b.example:65535',
  ],
  ['[::1]:1', { scheme: 'tcp', host: '::1', port: 1 }, 'tcp://[::1]:1'],
  ['tcp://[fe80::1%eth0]:1', { scheme: 'tcp', host: 'fe80::1%eth0', port: 1 }, 'tcp://[fe80::1%eth0]:1'],
  ['ws://host:80', { scheme: 'ws', host: 'host', port: 80, path: '/' }, 'ws://host:80'],
  ['ws://[::]:80/a/b?c', { scheme: 'ws', host: '::', port: 80, path: '/a/b?c' }, 'ws://[::]:80/a/b?c'],
  ['unix:/tmp/a b', { scheme: 'unix', path: '/tmp/a b' }, 'unix:/tmp/a b'],
  ['memory:hub', { scheme: 'memory', name: 'hub' }, 'memory:hub'],
  ['memory:0', { scheme: 'memory', name: '0' }, 'memory:0'],
];

const mistakes: readonly (readonly [string, RegExp])[] = [
  ['', /host is missing/],
  [':24000', /host is missing/],
  ['127.0.0.1', /port is missing/],
  ['tcp://127.0.0.1:', /from 0 to 65535/],
  ['127.0.0.1:65536', /from 0 to 65535/],
  ['127.0.0.1:-1', /from 0 to 65535/],
  ['127.0.0.1:1e3', /from 0 to 65535/],
  ['::1', /write IPv6 in brackets: \[::1\]:port/],
  ['[1.2.3.4]:5', /"1.2.3.4" is no host/],
  ['a b:5', /"a b" is no host/],
  ['user@host:5', /is no host/],
  ['tcp://host:5/path', /a tcp address has no path/],
  ['http://host:5', /unknown scheme http; an address looks like tcp:/],
  ['unix:', /path must follow/],
  ['memory:', /name must follow/],
];

describe('addresses', () => {
  it.each(addresses)('%s', (text, address, formatted) => {
    expect(parseAddress(text)).toEqual(address);
    expect(formatAddress(address)).toBe(formatted);
    expect(parseAddress(formatted)).toEqual(address);
  });

  it.each(mistakes)('refuses %j', (text, problem) => {
    expect(() => parseAddress(text)).toThrow(problem);
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'BAD_ADDRESS' }) as Error);
  });

  it('take scheme and port where none is written', () => {
    const defaults = { scheme: 'ws', port: 24_000 } as const;
    expect(parseAddress('host', defaults)).toEqual({ scheme: 'ws', host: 'host', port: 24_000, path: '/' });
    expect(parseAddress('[::1]', defaults)).toEqual({ scheme: 'ws', host: '::1', port: 24_000, path: '/' });
    expect(parseAddress('tcp://host:1', defaults)).toEqual({ scheme: 'tcp', host: 'host', port: 1 });
  });
});

import { describe, expect, test } from 'vitest';
import {
  advertisedAddress,
  canonicalAddress,
  hostOf,
  isLoopback,
  portOf,
  schemeOf,
  siteOf,
} from '../../src/node/address.js';

describe('addresses', () => {
  test.each([
    // address, scheme, host, port, canonical
    ['tcp://192.0.2.1:24000', 'tcp', '192.0.2.1', 24000, 'tcp://192.0.2.1:24000'],
    ['192.0.2.1:24000', 'tcp', '192.0.2.1', 24000, 'tcp://192.0.2.1:24000'],
    ['node.example:1', 'tcp', 'node.example', 1, 'tcp://node.example:1'],
    ['WS://Node.Example:80/p2p', 'ws', 'node.example', 80, 'ws://Node.Example:80/p2p'],
    ['tcp://[2001:db8::1]:7', 'tcp', '2001:db8::1', 7, 'tcp://[2001:db8::1]:7'],
    ['tcp://[::ffff:192.0.2.1]:7', 'tcp', '192.0.2.1', 7, 'tcp://[::ffff:192.0.2.1]:7'],
    ['unix:/run/node.sock', 'unix', 'localhost', 0, 'unix:/run/node.sock'],
    ['memory:alice', 'memory', 'alice', 0, 'memory:alice'],
    ['quic://192.0.2.1:5', 'quic', 'quic://192.0.2.1:5', 0, 'quic://192.0.2.1:5'],
  ])('%s', (address, scheme, host, port, canonical) => {
    expect(schemeOf(address)).toBe(scheme);
    expect(hostOf(address)).toBe(host);
    expect(portOf(address)).toBe(port);
    expect(canonicalAddress(address)).toBe(canonical);
  });

  test.each(['', 'tcp://', 'tcp://host', 'tcp://host:70000', 'tcp://a b:1', '::1:5', '\n', 'tcp://[zz]:1'])(
    '%j has no canonical form, yet every question has an answer',
    (address) => {
      expect(() => canonicalAddress(address)).toThrow();
      expect(hostOf(address)).toBe(address);
      expect(portOf(address)).toBe(0);
      expect(advertisedAddress(address, 5)).toBeUndefined();
    },
  );

  test.each([
    ['tcp://192.0.2.1:50000', 24000, 'tcp://192.0.2.1:24000'],
    ['ws://192.0.2.1:50000', 24000, 'tcp://192.0.2.1:24000'],
    ['tcp://[2001:db8::1]:50000', 24000, 'tcp://[2001:db8::1]:24000'],
    ['tcp://[::ffff:192.0.2.1]:50000', 24000, 'tcp://192.0.2.1:24000'],
    ['tcp://192.0.2.1:50000', 0, undefined],
    ['tcp://192.0.2.1:50000', 65_536, undefined],
    ['tcp://192.0.2.1:50000', 1.5, undefined],
    ['memory:dialler-1', 24000, undefined],
  ])('a peer from %s that listens on %d is dialled at %s', (remote, port, address) => {
    expect(advertisedAddress(remote, port)).toBe(address);
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['node.example', 'node.example'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0000::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ])('%s belongs to %s', (host, site) => {
    expect(siteOf(host)).toBe(site);
  });

  test.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['localhost', true],
    ['128.0.0.1', false],
    ['127.0.0.1.example', false],
  ])('%s is a loopback: %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });
});

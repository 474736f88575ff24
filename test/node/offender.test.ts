import { describe, expect, test } from 'vitest';
import { countedNames, offenderNamed } from '../../src/node/offender.js';

const PEER = 'ab'.repeat(32);

describe('offenderNamed', () => {
  test.each([
    [PEER, PEER],
    [` ${PEER.toUpperCase()} `, PEER],
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:24000', '203.0.113.7'],
    ['tcp://203.0.113.7:24000', '203.0.113.7'],
    ['ws://node.example:80/path', 'node.example'],
    ['Node.Example', 'node.example'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['[2001:DB8::1]', '2001:db8:0:0::/64'],
    ['[2001:db8::1]:24000', '2001:db8:0:0::/64'],
    ['tcp://[2001:db8:0:0:5::1]:1', '2001:db8:0:0::/64'],
    ['2001:db8::/64', '2001:db8:0:0::/64'],
    ['2001:db8:0:0::/64', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['memory:dialler-1', 'dialler-1'],
  ])('%j is %s', (text, name) => {
    expect(offenderNamed(text)).toBe(name);
  });

  test.each(['', ' ', 'two words', '2001:db8::/48', '10.0.0.0/8', 'host:port', 'x'.repeat(300)])(
    '%j names nobody',
    (text) => {
      expect(() => offenderNamed(text)).toThrow(TypeError);
    },
  );
});

test.each([
  ['tcp://203.0.113.7:1', ['203.0.113.7', PEER]],
  ['tcp://[2001:db8::1]:1', ['2001:db8:0:0::/64', PEER]],
  ['tcp://[::ffff:203.0.113.7]:1', ['203.0.113.7', PEER]],
  ['tcp://127.0.0.1:1', [PEER]],
  ['tcp://[::1]:1', [PEER]],
  ['unix:/run/node.sock', [PEER]],
])('a violation from %s counts on %j', (address, names) => {
  expect(countedNames(address, PEER)).toEqual(names);
});

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import { nodeIdOf, nodeKeyOf } from '../../src/node/identity.js';
import { Node } from '../../src/node/node.js';
import type { NodeOptions } from '../../src/node/options.js';
import { magicOf, resolveOptions } from '../../src/node/options.js';
import { tcp } from '../../src/transport/tcp.js';
import { websocket } from '../../src/transport/websocket.js';

const options: NodeOptions = { network: 'test', catalog };
const resolve = (change: Partial<NodeOptions>) => resolveOptions({ ...options, ...change }, [tcp, websocket]);

describe('resolveOptions', () => {
  test.each<[Partial<NodeOptions>, string]>([
    [{ network: '' }, 'network must be a name'],
    [{ network: 'x'.repeat(65) }, 'network must be at most 64 bytes'],
    [{ network: 'ü'.repeat(33) }, 'network must be at most 64 bytes'],
    [{ key: new Uint8Array(31) }, 'key must be 32 bytes'],
    [{ magic: new Uint8Array(5) }, 'magic must be 4 bytes'],
    [{ listen: ['quic://127.0.0.1:1'] }, 'listen "quic://127.0.0.1:1" must begin with tcp: or unix: or ws:'],
    [{ listen: ['memory:a'] }, 'listen "memory:a" must begin with'],
    [{ listen: ['tcp://127.0.0.1'] }, 'listen "tcp://127.0.0.1": the port is missing'],
    [{ peers: ['tcp://a b:1'] }, 'peers "tcp://a b:1": "a b" is no host'],
    [{ peers: ['::1:5'] }, 'peers "::1:5": write IPv6 in brackets'],
    [{ maxConnections: 0 }, 'maxConnections must be a whole number from 1'],
    [{ maxConnections: 1.5 }, 'maxConnections must be a whole number from 1'],
    [{ wantedConnections: -1 }, 'wantedConnections must be a whole number from 0'],
    [{ reconnect: { firstMs: 0 } }, 'reconnect.firstMs must be above 0'],
    [{ reconnect: { firstMs: 10, maxMs: 5 } }, 'reconnect.maxMs must not be below firstMs'],
    [{ reconnect: { attempts: 0 } }, 'reconnect.attempts must be at least 1'],
    [{ reconnect: { jitter: 1.1 } }, 'reconnect.jitter must be from 0 to 1'],
    [{ capabilities: ['zwei Wörter'] }, 'capabilities "zwei Wörter" must be 1 to 32 ASCII characters'],
    [{ userAgent: 'x'.repeat(257) }, 'userAgent must be at most 256 bytes'],
    [{ limits: { windowBytes: 5 } }, 'windowBytes must be a whole number from'],
    // What only a caller in JavaScript can do.
    [{ limits: JSON.parse('{ "maxMesage": 4 }') as object }, 'limits.maxMesage is no limit of a connection'],
    [JSON.parse('{ "lisen": [] }') as object, 'lisen is no option; did you mean listen?'],
    [
      JSON.parse('{ "maxConections": 9 }') as object,
      'maxConections is no option; did you mean maxConnections?',
    ],
    [JSON.parse('{ "listen": "tcp://127.0.0.1:0" }') as object, 'listen must be a list of addresses'],
    [JSON.parse('{ "catalog": null }') as object, 'catalog must be a generated catalog'],
  ])('%j is refused', (change, text) => {
    expect(() => new Node({ ...options, ...change })).toThrow(text);
  });

  test('addresses get their one form, without a scheme they are TCP', () => {
    expect(resolve({ peers: ['127.0.0.1:1', '[::1]:2', 'ws://host:3/', 'WS://host:4/path'] }).peers).toEqual([
      'tcp://127.0.0.1:1',
      'tcp://[::1]:2',
      'ws://host:3',
      'ws://host:4/path',
    ]);
  });

  test('the magic comes from the name of the network unless it is given', () => {
    const digest = createHash('sha256').update('test').digest();
    expect(Buffer.from(resolve({}).magic)).toEqual(digest.subarray(0, 4));
    expect(resolve({ magic: Uint8Array.of(1, 2, 3, 4) }).magic).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(magicOf('test')).not.toEqual(magicOf('Test'));
  });
});

describe('node key', () => {
  test('the id is SHA-256 of the SubjectPublicKeyInfo', () => {
    // RFC 8032, section 7.1, test 1: secret key and public key.
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const spki = Buffer.from(
      '302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      'hex',
    );
    expect(Buffer.from(nodeIdOf(nodeKeyOf(seed)))).toEqual(createHash('sha256').update(spki).digest());
  });
});

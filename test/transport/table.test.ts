import { describe, expect, it } from 'vitest';
import {
  MemoryNetwork,
  systemTransports,
  tcp,
  transportFor,
  transportTable,
  websocket,
} from '../../src/transport/index.js';

const memory = new MemoryNetwork();
const table = transportTable([...systemTransports.values(), memory]);

describe('transportFor', () => {
  it.each([
    ['tcp://host:1', tcp],
    ['host:1', tcp],
    ['unix:/tmp/x', tcp],
    ['ws://host:1/path', websocket],
    ['memory:hub', memory],
  ])('%s', (address, kind) => {
    expect(transportFor(address, table)).toBe(kind);
  });

  it('says which transports there are', () => {
    expect(() => transportFor('memory:hub')).toThrow(
      'memory:hub: no transport serves memory:, only tcp: unix: ws:',
    );
  });
});

import { expect, test } from 'vitest';
import { resolveLimits } from '../../src/peer/limits.js';
import { Outbox, type OutboxCarrier } from '../../src/peer/outbox.js';
import { virtualRuntime } from '../../src/testing/index.js';
import type { Frame } from '../../src/wire/frame.js';
import { frame, Type } from './peer-rig.js';

test('a connection that ends while it is given messages leaves the rest to the next one', () => {
  const { clock } = virtualRuntime();
  const outbox = new Outbox(clock, resolveLimits(), () => {});
  const notes = [frame(Type.NOTE), frame(Type.NOTE), frame(Type.NOTE)];
  for (const note of notes) void outbox.add(note);
  const ending: OutboxCarrier = {
    carry: ({ id }) => {
      outbox.disconnected(ending, new Set([id]));
      return true;
    },
    stop: () => 'left',
  };
  outbox.connected(ending, true);
  const carried: Frame[] = [];
  outbox.connected({ carry: (note) => carried.push(note) > 0, stop: () => 'left' }, true);
  expect(carried).toEqual(notes);
});

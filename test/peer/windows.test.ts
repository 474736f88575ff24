import { describe, expect, it } from 'vitest';
import { CREDIT_DUE_BYTES, MAX_OUTSTANDING_BYTES, type CreditGrant } from '../../src/peer/credit.js';
import { ReceiveWindow } from '../../src/peer/receive-window.js';
import { SendWindow } from '../../src/peer/send-window.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { ManualClock } from './manual-clock.js';

const KIB = 1024;
const flow = expect.objectContaining({ goodbye: GoodbyeCode.FLOW }) as Error;

function grant(bytes: number, responseBytes = 0, received = 0): CreditGrant {
  return { bytes, responseBytes, received };
}

describe('a send window', () => {
  it('is the announced window and all grants, less what was sent, for each of two', () => {
    const window = new SendWindow(new ManualClock(), 128 * KIB);
    expect([window.available(false), window.available(true)]).toEqual([0, 0]);
    window.open(256 * KIB);
    window.take(1000, false);
    window.take(1, true);
    window.grant(grant(500, 100));
    expect([window.available(false), window.available(true)]).toEqual([256 * KIB - 500, 256 * KIB + 99]);
  });

  const grants: { name: string; sent: number; credit: CreditGrant; ok: boolean }[] = [
    { name: 'what was sent', sent: 5, credit: grant(5, 0), ok: true },
    { name: 'up to 16 MiB', sent: 0, credit: grant(0, MAX_OUTSTANDING_BYTES - 256 * KIB), ok: true },
    {
      name: 'above, without RESPONSE',
      sent: 5,
      credit: grant(MAX_OUTSTANDING_BYTES - 256 * KIB + 6, 0),
      ok: false,
    },
    {
      name: 'above, with RESPONSE',
      sent: 5,
      credit: grant(0, MAX_OUTSTANDING_BYTES - 256 * KIB + 1),
      ok: false,
    },
    { name: 'a u32', sent: 0, credit: grant(0xffff_ffff, 0xffff_ffff), ok: false },
  ];
  it.each(grants)('takes a grant of $name: $ok', ({ sent, credit, ok }) => {
    const window = new SendWindow(new ManualClock(), 128 * KIB);
    window.open(256 * KIB);
    window.take(sent, false);
    if (ok) expect(() => window.grant(credit)).not.toThrow();
    else expect(() => window.grant(credit)).toThrow(flow);
  });

  it('ignores a total that cannot be true', () => {
    const window = new SendWindow(new ManualClock(), 128 * KIB);
    window.open(256 * KIB);
    window.take(1000, false);
    window.take(500, true);
    const inFlight = [1501, 600, 599, Number.MAX_SAFE_INTEGER, 1500].map((received) => {
      window.grant(grant(0, 0, received));
      return window.inFlightBytes;
    });
    expect(inFlight).toEqual([1500, 900, 900, 900, 0]);
  });
});

describe('a receive window', () => {
  const windowBytes = 256 * KIB;

  it.each([false, true])('takes what was announced and not a byte more (RESPONSE %s)', (isResponse) => {
    const window = new ReceiveWindow(windowBytes, windowBytes);
    window.onFrame(windowBytes, isResponse);
    window.onFrame(windowBytes, !isResponse);
    expect(() => window.onFrame(12, isResponse)).toThrow(flow);
  });

  it('takes what was granted again, not what is only released', () => {
    const window = new ReceiveWindow(windowBytes, windowBytes);
    window.onFrame(windowBytes, false);
    window.release(40 * KIB, false);
    expect(window.take()).toEqual({ bytes: 40 * KIB, responseBytes: 0, received: windowBytes });
    window.onFrame(40 * KIB, false);
    window.release(40 * KIB, false);
    expect(() => window.onFrame(12, false)).toThrow(flow);
  });

  const dues: { name: string; run: (window: ReceiveWindow) => void; due: boolean; credit: CreditGrant }[] = [
    {
      name: '32 KiB read, nothing to grant',
      run: (window) => window.onFrame(CREDIT_DUE_BYTES, false),
      due: true,
      credit: grant(0, 0, CREDIT_DUE_BYTES),
    },
    {
      name: 'a byte less',
      run: (window) => window.onFrame(CREDIT_DUE_BYTES - 1, false),
      due: false,
      credit: grant(0, 0, CREDIT_DUE_BYTES - 1),
    },
    {
      name: 'read in both windows together',
      run: (window) => {
        window.onFrame(CREDIT_DUE_BYTES / 2, false);
        window.onFrame(CREDIT_DUE_BYTES / 2, true);
      },
      due: true,
      credit: grant(0, 0, CREDIT_DUE_BYTES),
    },
    {
      name: '32 KiB released after the last Credit',
      run: (window) => {
        window.onFrame(100 * KIB, false);
        window.take();
        window.release(CREDIT_DUE_BYTES, false);
      },
      due: true,
      credit: grant(CREDIT_DUE_BYTES, 0, 100 * KIB),
    },
    {
      name: 'less of each',
      run: (window) => {
        window.onFrame(50 * KIB, false);
        window.onFrame(50 * KIB, true);
        window.take();
        window.release(CREDIT_DUE_BYTES - 1, false);
        window.release(CREDIT_DUE_BYTES - 1, true);
      },
      due: false,
      credit: grant(CREDIT_DUE_BYTES - 1, CREDIT_DUE_BYTES - 1, 100 * KIB),
    },
    {
      name: 'a grant while handlers hold more than the limit',
      run: (window) => {
        window.onFrame(100 * KIB, false);
        window.take();
        window.handlerStarted(windowBytes + 1);
        window.release(100 * KIB, false);
      },
      due: false,
      credit: grant(0, 0, 100 * KIB),
    },
    {
      name: 'a grant of responses meanwhile',
      run: (window) => {
        window.onFrame(100 * KIB, true);
        window.take();
        window.handlerStarted(windowBytes + 1);
        window.release(100 * KIB, true);
      },
      due: true,
      credit: grant(0, 100 * KIB, 100 * KIB),
    },
    {
      name: 'a grant when enough handlers have ended',
      run: (window) => {
        window.onFrame(100 * KIB, false);
        window.take();
        window.handlerStarted(windowBytes + 1);
        window.release(100 * KIB, false);
        window.handlerEnded(1);
      },
      due: true,
      credit: grant(100 * KIB, 0, 100 * KIB),
    },
    {
      name: 'a grant while the peer is above a rate',
      run: (window) => {
        window.onFrame(100 * KIB, false);
        window.take();
        window.pause(true);
        window.release(100 * KIB, false);
      },
      due: false,
      credit: grant(0, 0, 100 * KIB),
    },
  ];
  it.each(dues)('is due for $name: $due', ({ run, due, credit }) => {
    const window = new ReceiveWindow(windowBytes, windowBytes);
    run(window);
    expect(window.isDue).toBe(due);
    expect(window.take()).toEqual(credit);
    expect(window.isDue).toBe(false);
  });

  it('measures handlers against the larger of window and largest message', () => {
    const window = new ReceiveWindow(windowBytes, 8 * windowBytes);
    window.onFrame(CREDIT_DUE_BYTES, false);
    window.handlerStarted(8 * windowBytes);
    window.release(CREDIT_DUE_BYTES, false);
    expect(window.take().bytes).toBe(CREDIT_DUE_BYTES);
  });
});

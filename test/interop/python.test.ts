import { describe, expect, onTestFinished, test } from 'vitest';
import { needsPython, PythonPeer, runPython } from './python-peer.js';

const txid = Buffer.alloc(32, 0xaa).toString('base64');

test('the golden vectors in Python', (context) => {
  needsPython(context);
  const { status, output } = runPython('vectors.py');
  expect(output).toContain(' 0 differences');
  expect(status).toBe(0);
});

describe('Python with Python', () => {
  async function pair(...listenerArguments: string[]) {
    const { peer: listener, port } = await PythonPeer.listen(...listenerArguments);
    onTestFinished(() => listener.kill());
    const dialler = new PythonPeer('--dial', `127.0.0.1:${port}`);
    onTestFinished(() => dialler.kill());
    await Promise.all([listener.heard('open'), dialler.heard('open')]);
    return { listener, dialler };
  }

  test('opens, asks, fetches in parts, acknowledges and says Goodbye', async (context) => {
    needsPython(context);
    const { listener, dialler } = await pair('--blocks', '30', '--block-bytes', '60000');
    dialler.tell('ping');
    await listener.heard('ping');
    await dialler.heard('pong');
    dialler.tell('request timecoin.GetBlockHeight');
    const height = await dialler.heard('response', { message: 'timecoin.BlockHeightResponse' });
    expect(height['json']).toEqual({ height: '30' });
    dialler.tellJson('request', 'timecoin.GetBlocks', { start: 1, end: 30 });
    const blocks = await dialler.heard('response', { message: 'timecoin.BlocksResponse' });
    expect(blocks['bytes']).toBeGreaterThan(1_048_576); // more than the window: it took Credits
    dialler.tellJson('send', 'timecoin.TransactionFinalized', { txid, votes: 3 });
    const finalized = await listener.heard('message', { message: 'timecoin.TransactionFinalized' });
    await dialler.heard('settled', { message: 'timecoin.TransactionFinalized' });
    expect(finalized['json']).toEqual({ txid, votes: 3 });
    expect(await dialler.goodbye()).toBe(0);
    await listener.heard('goodbye', { code: 'NORMAL' });
    expect(await listener.goodbye()).toBe(0);
    expect([...listener.events, ...dialler.events].filter(({ event }) => event === 'violation')).toEqual([]);
  });
});

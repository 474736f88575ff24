import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AddressBook } from '../../src/node/address-book.js';
import { Guard, GUARD_DEFAULTS } from '../../src/node/guard.js';
import { fileStore, memoryStore } from '../../src/node/text-store.js';
import { type Log, type LogFields, silentLog } from '../../src/platform/log.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

const PEER = '0f'.repeat(32);
const at = (host: number) => `tcp://192.0.2.${host}:24000`;
const name = (host: number) => `tcp://node-${host}.example:24000`;
const addresses = (book: AddressBook) => book.all().map((known) => known.address);

function newBook(maxAddresses = 100, store = memoryStore()) {
  return new AddressBook({ clock: new VirtualClock(1_000_000), store, maxAddresses });
}

describe('AddressBook', () => {
  test.each([
    ['tcp://192.0.2.1:24000', true],
    ['ws://node.example:80/p2p', true],
    ['tcp://[2001:db8::1]:24000', true],
    ['unix:/run/node.sock', true],
    ['192.0.2.1:24000', false],
    ['tcp://192.0.2.1', false],
    ['tcp://192.0.2.1:70000', false],
    ['tcp://192.0.2.1:024000', false],
    ['tcp://a b:1', false],
    ['tcp://x\n:1', false],
    [`tcp://${'x'.repeat(300)}:1`, false],
    ['', false],
  ])('takes only what is an address in its one form: %j', (address, taken) => {
    const book = newBook();
    expect(book.add(address, 'gossip')).toBe(taken);
    expect(book.size).toBe(taken ? 1 : 0);
  });

  test('the most promising first', async () => {
    const clock = new VirtualClock(1_000_000);
    const book = new AddressBook({ clock });
    book.add(at(1), 'gossip');
    book.add(at(2), 'inbound');
    book.add(at(3), 'gossip');
    book.add(at(4), 'gossip');
    book.add(at(5), 'config');
    book.succeeded(at(3), PEER);
    await clock.advance(10);
    book.succeeded(at(4), PEER);
    book.failed(at(2));
    expect(book.best(10).map((known) => known.address)).toEqual([at(4), at(3), at(5), at(1), at(2)]);
    expect(book.best(1, (known) => known.peer === undefined).map((known) => known.address)).toEqual([at(5)]);
    expect(book.addressesOf(PEER)).toEqual([at(3), at(4)]);
  });

  test('success clears failures and is dated', () => {
    const book = newBook();
    book.add(at(1), 'gossip');
    book.failed(at(1));
    book.failed(at(1));
    expect(book.get(at(1))?.failures).toBe(2);
    book.succeeded(at(1), PEER);
    expect(book.get(at(1))).toEqual({
      address: at(1),
      source: 'gossip',
      peer: PEER,
      lastSuccess: 1_000_000,
      dials: 3,
      successes: 1,
      failures: 0,
      connectedMs: 0,
      lastSeen: 1_000_000,
      rttMs: undefined,
    });
  });

  test('hearsay never displaces what was configured or reached', () => {
    const book = newBook(4);
    book.add(at(1), 'config');
    book.add(at(2), 'gossip');
    book.succeeded(at(2), PEER);
    for (let host = 3; host < 250; host++) book.add(at(host), host % 2 === 0 ? 'gossip' : 'inbound');
    expect(book.size).toBe(4);
    expect(addresses(book)).toEqual(expect.arrayContaining([at(1), at(2)]));
  });

  test('a full book of what was reached takes no hearsay, but what was dialled', () => {
    const book = newBook(2);
    for (const host of [1, 2]) book.succeeded(at(host), PEER);
    expect(book.add(at(3), 'gossip')).toBe(false);
    book.succeeded(at(4), PEER);
    expect(book.size).toBe(2);
    expect(addresses(book)).toContain(at(4));
  });

  test('a full book takes a long list of hearsay without judging all that it holds for each address', () => {
    let judged = 0;
    const book = newBook(1_000);
    for (let host = 0; host < 1_000; host++) {
      book.add(name(host), 'gossip');
      // Each judgement of an entry reads this once.
      Object.defineProperty(book.get(name(host)), 'rttMs', { get: () => void judged++ });
    }
    for (let host = 1_000; host < 1_900; host++) expect(book.add(name(host), 'gossip')).toBe(true);
    expect(book.size).toBe(1_000);
    expect(judged).toBeLessThan(50 * 1_000);
  });

  test('of a full book the least promising hearsay goes first, unless it has become better', () => {
    const book = newBook(300);
    for (let host = 0; host < 300; host++) book.add(name(host), 'gossip');
    for (const host of [7, 8]) for (let times = 0; times <= host; times++) book.failed(name(host));
    book.add(name(300), 'gossip');
    expect([7, 8].map((host) => book.get(name(host)) === undefined)).toEqual([false, true]);
    book.succeeded(name(7), PEER);
    for (let host = 301; host < 900; host++) book.add(name(host), 'gossip');
    expect(book.size).toBe(300);
    expect(book.get(name(7))).toBeDefined();
  });

  test('an own address is forgotten and never taken again', () => {
    const book = newBook();
    book.add(at(1), 'gossip');
    book.markOwn(at(1));
    expect(book.add(at(1), 'config')).toBe(false);
    expect(book.size).toBe(0);
  });

  test('no more own addresses are kept than others: anyone can tell of names that lead here', () => {
    const book = newBook(2);
    for (const number of [1, 2, 3]) book.markOwn(at(number));
    expect([1, 2, 3].map((number) => book.isOwn(at(number)))).toEqual([true, true, false]);
  });

  test('what was learned survives a restart', async () => {
    const store = memoryStore();
    const book = newBook(100, store);
    book.add(at(1), 'config');
    book.succeeded(at(2), PEER);
    book.measured(at(2), 60_000.4, 12.5);
    book.failed(at(1));
    await book.flush();
    const next = newBook(100, store);
    next.markOwn(at(1));
    await next.load();
    expect(next.all()).toEqual([
      {
        address: at(2),
        source: 'dialled',
        peer: PEER,
        lastSuccess: 1_000_000,
        dials: 1,
        successes: 1,
        failures: 0,
        connectedMs: 60_000,
        lastSeen: 1_000_000,
        rttMs: 12.5,
      },
    ]);
  });

  test('a book larger than the cap is read up to it, and damaged entries are left out', async () => {
    const good = Array.from({ length: 20 }, (_, host) => ({ address: at(host), source: 'gossip' }));
    const bad = [
      7,
      null,
      {},
      { address: 'x' },
      { address: at(200), peer: 'zz', failures: -1, lastSuccess: 'never' },
    ];
    const store = memoryStore(JSON.stringify({ format: 1, addresses: [...bad, ...good] }));
    const book = newBook(10, store);
    await book.load();
    expect(book.size).toBe(10);
    expect(book.get(at(200))).toMatchObject({ peer: undefined, failures: 0, lastSuccess: 0 });
  });

  test.each(['', '{', '[]', 'null', '\0\0', '{"format":3,"addresses":[]}', '{"format":2}'])(
    'does not overwrite %j where it cannot be set aside',
    async (text) => {
      await expect(newBook(10, memoryStore(text)).load()).rejects.toThrow();
    },
  );

  test('a failed save is tried again', async () => {
    let fails = true;
    const saved: string[] = [];
    const store = {
      load: () => Promise.resolve(undefined),
      save: (text: string) =>
        fails ? Promise.reject(new Error('disk full')) : Promise.resolve(void saved.push(text)),
    };
    const book = newBook(10, store);
    book.add(at(1), 'config');
    await expect(book.flush()).rejects.toThrow('disk full');
    fails = false;
    await book.flush();
    await book.flush();
    expect(saved).toHaveLength(1);
  });
});

describe('fileStore', () => {
  test('replaces the file as a whole and leaves nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'framewright-'));
    try {
      const path = join(folder, 'data', 'book.json');
      const store = fileStore(path, 0o600);
      expect(await store.load()).toBeUndefined();
      await store.save('one, which is longer');
      await store.save('two');
      expect(await store.load()).toBe('two');
      expect(await readFile(path, 'utf8')).toBe('two');
      expect(await readdir(join(folder, 'data'))).toEqual(['book.json']);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each<[string, string, RegExp]>([
    ['addresses.json', '{', /learned again/],
    ['bans.json', '[]', /nobody is banned/],
  ])('sets a damaged %s aside with one warning, and goes on', async (file, text, lost) => {
    const folder = await mkdtemp(join(tmpdir(), 'framewright-'));
    try {
      const path = join(folder, file);
      await writeFile(path, text);
      const warnings: (readonly [string, LogFields | undefined])[] = [];
      const log: Log = { ...silentLog, warn: (event, fields) => void warnings.push([event, fields]) };
      const clock = new VirtualClock();
      if (file === 'bans.json') await new Guard(clock, GUARD_DEFAULTS, fileStore(path)).load(log);
      else {
        const book = newBook(10, fileStore(path));
        await book.load(log);
        book.add(at(1), 'config');
        await book.flush();
      }
      const kept = `${path}.damaged`;
      expect(await readFile(kept, 'utf8')).toBe(text);
      expect(warnings).toEqual([
        [
          'saved file damaged',
          {
            file: path,
            kept,
            problem: expect.any(String) as string,
            lost: expect.stringMatching(lost) as string,
          },
        ],
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

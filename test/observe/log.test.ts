import { describe, expect, test } from 'vitest';
import type { LogOptions } from '../../src/observe/log.js';
import { createLog } from '../../src/observe/log.js';

function capture(options: LogOptions & { isTTY?: boolean } = {}) {
  const lines: string[] = [];
  const stream = { isTTY: options.isTTY ?? false, write: (line: string) => lines.push(line) };
  return { log: createLog({ ...options, stream }), lines };
}

describe('createLog', () => {
  test.each([
    ['a line break', 'a\nb\r\nc', 'a\\x0ab\\x0d\\x0ac'],
    ['a terminal escape', '\x1b[2Jgone', '\\x1b[2Jgone'],
    ['eight-bit controls', 'x\x9b31m\x7f', 'x\\x9b31m\\x7f'],
    ['text direction', 'abc\u202egnp.exe', 'abc\\u202egnp.exe'],
    ['line separators', 'a\u2028b', 'a\\u2028b'],
    ['a lone surrogate', 'a\ud800b', 'a\\ud800b'],
    ['ordinary Unicode', 'Grüße 🙂', 'Grüße 🙂'],
    ['too much', 'x'.repeat(300), `${'x'.repeat(200)}…`],
    ['too much of what is escaped', '\x1b'.repeat(200), `${'\\x1b'.repeat(50)}…`],
    ['half a character at the cut', `${'x'.repeat(199)}🙂`, `${'x'.repeat(199)}…`],
  ])('a peer cannot write %s into the log', (_what, given, printed) => {
    for (const format of ['json', 'text'] as const) {
      const { log, lines } = capture({ format });
      log.warn('violation', { problem: given });
      expect(lines).toHaveLength(1);
      const line = lines[0] ?? '';
      expect(line.endsWith('\n')).toBe(true);
      // eslint-disable-next-line no-control-regex -- what must not be there
      expect(line.slice(0, -1)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u202e]/);
      if (format === 'json') expect((JSON.parse(line) as { problem: string }).problem).toBe(printed);
      else expect(line).toContain(/\s/.test(printed) ? JSON.stringify(printed) : printed);
    }
  });

  test.each([
    ['debug', 4],
    ['info', 3],
    ['warn', 2],
    ['error', 1],
    ['silent', 0],
  ] as const)('level %s prints %d of the four', (level, count) => {
    const { log, lines } = capture({ level });
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(lines).toHaveLength(count);
  });

  test('JSON where the stream is no terminal, with the fields as they are', () => {
    const { log, lines } = capture();
    log.info('connected', {
      peer: 'ab',
      port: 7,
      epoch: 2n ** 60n,
      ok: true,
      none: undefined,
      event: 'mine',
    });
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({
      level: 'info',
      event: 'connected',
      peer: 'ab',
      port: 7,
      ok: true,
      event_: 'mine',
    });
    expect(line['epoch']).toBe('1152921504606846976');
    expect(line).not.toHaveProperty('none');
    expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test('one readable line on a terminal', () => {
    const { log, lines } = capture({ isTTY: true });
    log.info('connected', { peer: 'ab'.repeat(32), agent: 'a "b" c', direction: 'inbound' });
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d info {2}connected peer=abababababab… agent="a \\"b\\" c" direction=inbound\n$/,
    );
  });

  test.each([
    [{ forMs: 120_000 }, 'for=2m'],
    [{ forMs: 5_400_000 }, 'for=1h30m'],
    [{ forMs: Infinity }, 'for=ever'],
    [{ rttMs: 12.5 }, 'rttMs=12.5'],
    [{ rms: 120_000 }, 'rms=120000'],
  ])('a person reads %j as %s', (fields, printed) => {
    const { log, lines } = capture({ format: 'text' });
    log.info('it', fields);
    expect(lines[0]).toMatch(new RegExp(` it ${printed}\n$`));
  });
});

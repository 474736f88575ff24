import type { Logger } from 'pino';
import { pino } from 'pino';
import { formatDuration } from '../platform/duration.js';
import type { Log, LogFields } from '../platform/log.js';
import { systemRuntime } from '../platform/system.js';
import type { Clock } from '../platform/clock.js';
import { LogLimit } from './log-limit.js';
import { safeText } from './safe-text.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  /** Default `info`: one line an event that matters. `debug` adds failed dials and the like. */
  readonly level?: LogLevel | undefined;
  /** `text` for people, `json` for machines. Default: text where the stream is a terminal. */
  readonly format?: 'text' | 'json' | undefined;
  /** Default: standard error, so that a command's output stays its own. */
  readonly stream?: LogStream | undefined;
  /** Lines about one peer that repeat are counted by it, and left out above ten a minute. Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface LogStream {
  readonly isTTY?: boolean;
  write(line: string): unknown;
}

/** A Log that prints through pino. Every text value is escaped and cut: peers choose some of them. */
export function createLog(options: LogOptions = {}): Log {
  const stream = options.stream ?? process.stderr;
  const format = options.format ?? (stream.isTTY === true ? 'text' : 'json');
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    format === 'json'
      ? stream
      : { write: (line: string) => stream.write(textLine(line, stream.isTTY === true)) },
  );
  const clock = options.clock ?? systemRuntime.clock;
  const limit = new LogLimit();
  const line = (level: Exclude<LogLevel, 'silent'>, event: string, fields: LogFields = {}): void => {
    if (!logger.isLevelEnabled(level)) return;
    const about = fields['peer'] ?? fields['address'];
    const more = about === undefined ? 0 : limit.admit(event, String(about), clock.now());
    if (more !== undefined) print(logger, level, event, more === 0 ? fields : { ...fields, more });
  };
  return {
    debug: (event, fields) => line('debug', event, fields),
    info: (event, fields) => line('info', event, fields),
    warn: (event, fields) => line('warn', event, fields),
    error: (event, fields) => line('error', event, fields),
  };
}

function print(
  logger: Logger,
  level: Exclude<LogLevel, 'silent'>,
  event: string,
  fields: LogFields = {},
): void {
  if (!logger.isLevelEnabled(level)) return;
  // In front of the fields, where a reader looks.
  const safe: Record<string, string | number | boolean> = { event: safeText(event) };
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    // The line's own keys stay its own.
    const key = name === 'level' || name === 'time' || name === 'event' ? `${name}_` : name;
    safe[key] =
      typeof value === 'string' ? safeText(value) : typeof value === 'bigint' ? String(value) : value;
  }
  logger[level](safe);
}

const COLOURS: Readonly<Record<string, string>> = { debug: '\x1b[2m', warn: '\x1b[33m', error: '\x1b[31m' };

/** pino's JSON line as `12:34:56 info  connected  peer=ab12… direction=inbound`. */
function textLine(line: string, coloured: boolean): string {
  const { level, time, event, ...fields } = JSON.parse(line) as {
    level: string;
    time: string;
    event: string;
  };
  const values = Object.entries(fields).map(([name, value]) => shownField(name, value));
  const text = [time.slice(11, 19), level.padEnd(5), event, ...values].join(' ');
  const colour = coloured ? COLOURS[level] : undefined;
  return colour === undefined ? `${text}\n` : `${colour}${text}\x1b[0m\n`;
}

/** `forMs=120000` reads `for=2m`; JSON has the milliseconds, and null for ever. */
function shownField(name: string, value: unknown): string {
  const isTime = /[a-z]Ms$/.test(name) && (typeof value === 'number' || value === null);
  if (!isTime || (value !== null && value < 1_000)) return `${name}=${shown(value)}`;
  return `${name.slice(0, -2)}=${formatDuration(value ?? Infinity).replaceAll(' ', '')}`;
}

function shown(value: unknown): string {
  const text = String(value);
  // 64 hex digits say no more than the first 12 to a reader.
  if (/^[0-9a-f]{64}$/.test(text)) return `${text.slice(0, 12)}…`;
  return /[\s"=]/.test(text) || text === '' ? JSON.stringify(text) : text;
}

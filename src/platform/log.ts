/** Structured fields of one log line; values a peer controls are escaped and cut by whoever prints them. */
export type LogFields = Readonly<Record<string, string | number | boolean | bigint | undefined>>;

/** What lower layers log to: one line per event that matters, none per message. pino's adapter is in observe/. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Drops every line. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};

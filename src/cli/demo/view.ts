import Table from 'cli-table3';
import { createLogUpdate } from 'log-update';
import { systemRuntime } from '../../platform/system.js';
import { formatBytes } from '../quantities.js';
import type { NodeChild } from './child.js';

/** How the demonstration shows what happens. */
export interface View {
  line(text: string): void;
  /** Later output begins where this one was. */
  end(): void;
}

const { clock } = systemRuntime;
const REFRESH_MS = 250;
const SHOWN_LINES = 8;

/** A line an event, with the time: for files and pipes. */
export function plainView(write: (line: string) => void): View {
  return {
    line(text) {
      write(`${clockTime()} ${text}`);
    },
    end: () => undefined,
  };
}

/** A table that stays in its place, the latest events below it: for a terminal. */
export function liveView(stream: NodeJS.WriteStream, title: string, nodes: readonly NodeChild[]): View {
  const update = createLogUpdate(stream);
  const lines: string[] = [];
  const show = (): void => {
    update([title, table(nodes), ...lines].join('\n'));
  };
  let timer = clock.schedule(REFRESH_MS, refresh);
  function refresh(): void {
    show();
    timer = clock.schedule(REFRESH_MS, refresh);
  }
  return {
    line(text) {
      lines.push(`${clockTime()} ${text}`);
      if (lines.length > SHOWN_LINES) lines.shift();
      show();
    },
    end() {
      timer.cancel();
      update.clear();
      update.done();
    },
  };
}

/** Where the nodes stand. */
export function table(nodes: readonly NodeChild[]): string {
  const rows = new Table({
    head: ['', 'peers', 'height', 'tip', 'messages in / out', 'bytes in / out', 'round trip', 'queued'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, height, tip, report } of nodes) {
    if (report === undefined) {
      rows.push([name, 'starting', '', '', '', '', '', '']);
      continue;
    }
    rows.push([
      name,
      report.peers,
      `${height}${report.syncing ? ' …' : ''}`,
      tip.slice(0, 12),
      `${report.messagesIn} / ${report.messagesOut}`,
      `${formatBytes(report.bytesIn)} / ${formatBytes(report.bytesOut)}`,
      report.rttMs === undefined ? '–' : `${report.rttMs.toFixed(2)} ms`,
      formatBytes(report.queuedBytes),
    ]);
  }
  return rows.toString();
}

function clockTime(): string {
  return new Date(clock.wallTime()).toTimeString().slice(0, 8);
}

import { createLogUpdate } from 'log-update';
import { systemRuntime } from '../../platform/system.js';
import { formatBytes } from '../quantities.js';
import type { Column } from '../table.js';
import { tableText } from '../table.js';
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
    const events = lines.map((line) => clipped(line, stream.columns));
    update([title, '', table(nodes, stream.columns), '', ...events].join('\n'));
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

/** A line that wraps would move all below it. */
export function clipped(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

/** What the table shows of a node. */
export type Shown = Pick<NodeChild, 'name' | 'height' | 'tip' | 'report'>;

/** Where the nodes stand, in at most `width` columns if that can be done. */
export function table(nodes: readonly Shown[], width?: number): string {
  return tableText(nodes, columns, width);
}

const columns: readonly Column<Shown>[] = [
  { head: 'node', value: ({ name }) => name },
  { head: 'peers', value: ({ report }) => (report === undefined ? 'starting' : String(report.peers)) },
  {
    head: 'height',
    value: ({ height, report }) => told(report, ({ syncing }) => `${height}${syncing ? ' …' : ''}`),
  },
  { head: 'tip', value: ({ tip, report }) => told(report, () => tip.slice(0, 12)), drop: 1 },
  {
    head: 'messages',
    value: ({ report }) => told(report, ({ messagesIn, messagesOut }) => `${messagesIn} / ${messagesOut}`),
    drop: 3,
  },
  {
    head: 'bytes in / out',
    value: ({ report }) =>
      told(report, ({ bytesIn, bytesOut }) => `${formatBytes(bytesIn)} / ${formatBytes(bytesOut)}`),
    drop: 2,
  },
  {
    head: 'round trip',
    value: ({ report }) =>
      told(report, ({ rttMs }) => (rttMs === undefined ? '–' : `${rttMs.toFixed(1)} ms`)),
    drop: 4,
  },
  {
    head: 'queued',
    value: ({ report }) => told(report, ({ queuedBytes }) => formatBytes(queuedBytes)),
    drop: 5,
  },
];

type Report = NonNullable<Shown['report']>;

/** Empty until the node has reported. */
function told(report: Report | undefined, tell: (report: Report) => string): string {
  return report === undefined ? '' : tell(report);
}

function clockTime(): string {
  return new Date(clock.wallTime()).toTimeString().slice(0, 8);
}

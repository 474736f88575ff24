import { median } from '../../src/bench/harness.js';

/** What the original published of itself, before and after its optimization. */
export interface Published {
  readonly before: number;
  readonly after: number;
}

/** A line of the original's table. */
export interface Metric {
  readonly name: string;
  readonly unit: string;
  /** Undefined where it speaks of it without a figure. */
  readonly published: Published | undefined;
  /** Whether more is better; else less is. */
  readonly moreIsBetter: boolean;
  /** What is measured here under this name. */
  readonly how: string;
}

export type Who = 'before' | 'after' | 'framewright' | 'floor';

/** The figures of the rounds, in the metric's unit; `floor` where there is one that nobody gets below. */
export interface MeasuredMetric extends Metric {
  readonly figures: Readonly<Partial<Record<Who, readonly number[]>>>;
}

export interface OriginalReport {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly rounds: number;
  readonly metrics: readonly MeasuredMetric[];
}

/** How many times better than `before`: taken within a round, the median of them. */
export function gainOf({ figures, moreIsBetter }: MeasuredMetric, who: Who): number | undefined {
  const own = figures[who];
  const { before } = figures;
  if (own === undefined || before === undefined) return undefined;
  return median(own.map((figure, round) => gain(before[round]!, figure, moreIsBetter)));
}

export function publishedGain({ published, moreIsBetter }: Metric): number | undefined {
  return published && gain(published.before, published.after, moreIsBetter);
}

function gain(before: number, after: number, moreIsBetter: boolean): number {
  return moreIsBetter ? after / before : before / after;
}

/** In words, what framewright's gain is to the published one. */
export function verdict(metric: MeasuredMetric): string {
  const published = publishedGain(metric);
  const own = gainOf(metric, 'framewright');
  const floor = gainOf(metric, 'floor');
  if (own === undefined) return 'not measured';
  if (published === undefined) return '';
  if (own >= published) return 'reached';
  if (floor !== undefined && floor < published) {
    return `${shown(published)}× cannot be reached here: the kernel alone allows ${shown(floor)}×`;
  }
  return 'not reached';
}

export function shown(value: number): string {
  if (!Number.isFinite(value)) return '∞';
  if (value === 0) return '0';
  return value >= 1000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(value < 0.1 ? 2 : 3)));
}

export function shownGain(gain: number | undefined): string {
  return gain === undefined ? '' : `${shown(gain)}×`;
}

export function shownPublished({ published }: Metric): string {
  return published === undefined ? '' : `${shown(published.before)} → ${shown(published.after)}`;
}

export function shownFigure(values: readonly number[] | undefined): string {
  return values === undefined ? '' : shown(median(values));
}

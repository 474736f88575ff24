import { median, ratioOf, type Ratio } from '../src/bench/harness.js';
import { isMeasured, type CellResult, type Measured, type Unit } from '../src/bench/result.js';
import { valueOf } from '../src/bench/table.js';

/** What a cell is to reach: how many times as fast as a peer, unless `kind` says otherwise. */
export interface Goal {
  readonly name: string;
  /** The cell's name, and which of our ways in it. */
  readonly cell: string;
  readonly ours: string;
  /** The contender that was named beforehand, or the best of a kind; empty where only a value counts. */
  readonly peer: string;
  /** `time`: at most so many times the peer's time. `value`: at most so much, in the cell's unit. */
  readonly kind?: 'time' | 'value';
  readonly must: number;
  readonly aim: number;
  /** Where the aim is to beat another peer than the must. */
  readonly aimPeer?: string;
  /**
   * A part of the work that nobody gets around, measured alone, to be shown beside the goal; where the cell has all of it
   * written by hand, that is shown instead.
   */
  readonly floor?: string;
}

export interface GoalResult extends Goal {
  /** The contender it came down to; undefined if that was not measured. */
  readonly against: string | undefined;
  readonly ratio: Ratio | undefined;
  /** The same for the goal's floor, where it was measured. */
  readonly floorRatio?: Ratio | undefined;
  /** Of a value. */
  readonly unit?: Unit | undefined;
  readonly reached: 'aim' | 'must' | 'no' | 'not measured';
}

const BEST = 'best of all';
const BEST_PROTOBUF = 'best protobuf peer';

const FRAME = 'framewright, frame into a slab';
const VIEW = 'framewright, frame into a slab and its view';
const RELAY = 'framewright, relay into a slab';
const DECODE = 'framewright';

/** All of the work, where somebody wrote it for the message by hand: nearer than any part of it. */
export const BY_HAND_FLOOR = 'floor: written by hand, same checks';
const COPY_FLOOR = 'floor: memcpy of the bytes';
const VIEW_FLOOR = 'floor: a view of the bytes';
const OBJECTS_FLOOR = 'floor: its objects alone';

export const goals: readonly Goal[] = [
  frame('Ping', 'pbf, reused writer', 3.5, 5),
  {
    ...frame('Ping', 'pbf, reused writer', 1.5, 2),
    name: 'Ping: frame with its view',
    ours: VIEW,
    floor: VIEW_FLOOR,
  },
  decode('Ping', 'avsc (53-bit)', 2, 3),
  frame('GetBlocks', 'pbf, reused writer', 2.5, 3),
  decode('GetBlocks', 'avsc (53-bit)', 1, 1.3),
  frame('Transaction', 'pbf, reused writer', 3.5, 4.5),
  decode('Transaction', 'msgpackr, shared records', 1.8, 2.5),
  frame('Version', 'pbf, reused writer', 2.5, 3.5),
  decode('Version', 'msgpackr, shared records', 1.2, 1.6),
  { ...frame('PeersResponse × 1000', BEST_PROTOBUF, 2.5, 1), aimPeer: 'v8.serialize' },
  decode('PeersResponse × 1000', 'msgpackr, shared records', 1.15, 1.5),
  frame('BlocksResponse 50 × 100', 'bebop', 1.2, 2),
  decode('BlocksResponse 50 × 100', 'bebop', 1.5, 3),
  relay('Transaction'),
  relay('Block 357238'),
  frame('Block 357238', BEST, 1.5, 2),
  decode('Block 357238', BEST, 1.5, 2),
];

function frame(message: string, peer: string, must: number, aim: number): Goal {
  const cell = `${message}: encode`;
  return { name: `${message}: frame`, cell, ours: FRAME, peer, must, aim, floor: COPY_FLOOR };
}

function decode(message: string, peer: string, must: number, aim: number): Goal {
  const name = `${message}: decode`;
  return { name, cell: name, ours: DECODE, peer, must, aim, floor: OBJECTS_FLOOR };
}

/** To be as fast as copying the bytes is the aim: within a fifth of it. */
function relay(message: string): Goal {
  const cell = `${message}: relay of a received frame`;
  return {
    ...{ name: `${message}: relay`, cell, ours: RELAY, peer: 'protobufjs, encode' },
    ...{ must: 50, aim: 0.8, aimPeer: COPY_FLOOR, floor: COPY_FLOOR },
  };
}

/** What the cells say of the goals; of those alone whose cell was measured. */
export function judged(cells: readonly CellResult[], all: readonly Goal[] = goals): GoalResult[] {
  return all.flatMap((goal) => {
    const cell = cells.find(({ cell: name }) => name === goal.cell);
    return cell === undefined ? [] : [judge(goal, cell)];
  });
}

function judge(goal: Goal, { contenders, unit }: CellResult): GoalResult {
  const measured = contenders.filter(isMeasured);
  const ours = measured.find(({ name }) => name === goal.ours);
  const floor =
    measured.find(({ name }) => name === BY_HAND_FLOOR) ?? measured.find(({ name }) => name === goal.floor);
  if (goal.kind === 'value') return judgeValue(goal, ours, floor, unit);
  const peer = peerOf(goal.peer, measured);
  if (ours === undefined || peer === undefined) {
    return { ...goal, against: peer?.name, ratio: undefined, reached: 'not measured' };
  }
  const compare = (other: Measured, own = ours): Ratio =>
    goal.kind === 'time' ? ratioOf(other.rates, own.rates) : ratioOf(own.rates, other.rates);
  const isEnough = (ratio: Ratio, enough: number): boolean =>
    goal.kind === 'time' ? ratio.median <= enough : ratio.median >= enough;
  const ratio = compare(peer);
  const aimPeer = goal.aimPeer === undefined ? peer : peerOf(goal.aimPeer, measured);
  const isAim = aimPeer !== undefined && isEnough(compare(aimPeer), goal.aim);
  return {
    ...{ ...goal, against: peer.name, ratio },
    ...(floor !== undefined && { floorRatio: compare(peer, floor) }),
    reached: isEnough(ratio, goal.must) ? (isAim ? 'aim' : 'must') : 'no',
  };
}

function judgeValue(
  goal: Goal,
  ours: Measured | undefined,
  floor: Measured | undefined,
  unit: Unit | undefined,
): GoalResult {
  if (ours === undefined) return { ...goal, against: undefined, ratio: undefined, reached: 'not measured' };
  const ratio = valuesOf(ours, unit);
  const reached = ratio.median <= goal.aim ? 'aim' : ratio.median <= goal.must ? 'must' : 'no';
  return {
    ...{ ...goal, against: undefined, ratio, unit, reached },
    ...(floor !== undefined && { floorRatio: valuesOf(floor, unit) }),
  };
}

function valuesOf({ rates }: Measured, unit: Unit | undefined): Ratio {
  const values = rates.map((rate) => valueOf(rate, unit ?? 'operations/s'));
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

function peerOf(peer: string, measured: readonly Measured[]): Measured | undefined {
  const others = measured.filter(({ name }) => !name.startsWith('framewright'));
  if (peer === BEST) return fastest(others.filter(({ isFloor }) => isFloor !== true));
  if (peer === BEST_PROTOBUF) return fastest(others.filter(({ name }) => isProtobuf(name)));
  return measured.find(({ name }) => name === peer);
}

function isProtobuf(name: string): boolean {
  return /^(protobufjs|pbf|@bufbuild|ts-proto|protons)/.test(name);
}

function fastest(measured: readonly Measured[]): Measured | undefined {
  return measured.toSorted((a, b) => median(b.rates) - median(a.rates))[0];
}

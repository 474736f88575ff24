import Table from 'cli-table3';
import { shortRatio } from '../src/bench/table.js';
import type { GoalResult } from './goals.js';

/** What was to be reached, and what was. */
export function goalTable(results: readonly GoalResult[]): string {
  const table = new Table({
    head: ['goal', 'against', 'must', 'aim', 'measured', 'worst … best', 'floor alone', 'reached'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const result of results) table.push(goalRow(result));
  return table.toString();
}

export function goalRow(result: GoalResult): string[] {
  const { name, peer, against, must, aim, aimPeer, ratio, floorRatio, reached } = result;
  return [
    name,
    against === undefined || against === peer ? peer : `${against} (${peer})`,
    limit(result, must),
    aimPeer === undefined
      ? limit(result, aim)
      : `${limit(result, aim)} ${aimPeer.replace(/^floor: | of the bytes$/g, '')}`,
    ratio === undefined ? '' : figure(result, ratio.median),
    ratio === undefined ? '' : `${shortRatio(ratio.min)} … ${shortRatio(ratio.max)}`,
    floorRatio === undefined ? '' : figure(result, floorRatio.median),
    reached,
  ];
}

function limit({ kind, unit }: GoalResult, value: number): string {
  if (kind === undefined) return `${value}×`;
  return kind === 'time' ? `≤ ${value}×` : `≤ ${value} ${unit ?? ''}`.trimEnd();
}

function figure({ kind, unit }: GoalResult, value: number): string {
  return kind === 'value' ? `${shortRatio(value)} ${unit ?? ''}`.trimEnd() : `${shortRatio(value)}×`;
}

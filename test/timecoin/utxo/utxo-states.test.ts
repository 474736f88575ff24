import { describe, expect, it } from 'vitest';
import {
  checkTransition,
  mayFollow,
  utxoTransitions,
  type UtxoStateName,
} from '../../../src/timecoin/utxo/utxo-states.js';

const names: readonly UtxoStateName[] = ['unspent', 'locked', 'spentPending', 'spentFinalized', 'confirmed'];

// Rows: from; columns: to, in the order of `names`.
const table: Readonly<Record<UtxoStateName, string>> = {
  unspent: '-x--x',
  locked: 'x-x-x',
  spentPending: 'x-xxx',
  spentFinalized: 'x---x',
  confirmed: 'x----',
};

const pairs = names.flatMap((from) =>
  names.map((to, index) => ({ from, to, legal: table[from][index] === 'x' })),
);

describe('the states of an output', () => {
  it.each(pairs)('$from → $to: $legal', ({ from, to, legal }) => {
    expect(mayFollow(from, to)).toBe(legal);
    const check = (): void => checkTransition('ab', from, to);
    if (legal) expect(check).not.toThrow();
    else {
      const message = `what transaction ab spends is ${from} and cannot become ${to}`;
      expect(check).toThrowError(
        expect.objectContaining({ name: 'UtxoError', code: 'ILLEGAL_TRANSITION', message }),
      );
    }
  });

  it('say of every transition what makes it happen', () => {
    expect(Object.keys(utxoTransitions)).toEqual(names);
    for (const from of names) {
      for (const reason of Object.values(utxoTransitions[from])) expect(reason).toMatch(/\w+ \w+/);
    }
  });
});

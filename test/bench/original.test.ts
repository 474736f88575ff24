import { describe, expect, it } from 'vitest';
import { METRICS } from '../../bench/original/metrics.js';
import { originalPage } from '../../bench/original/page.js';
import { gainOf, publishedGain, verdict, type MeasuredMetric, type Who } from '../../bench/original/table.js';

function measured(figures: Partial<Record<Who, number[]>>): MeasuredMetric {
  return { ...METRICS.broadcast, figures };
}

describe('the original’s table', () => {
  it('has the published figures', () => {
    const gains = Object.values(METRICS).map((metric) => publishedGain(metric)?.toFixed(2));
    expect(gains).toEqual([
      ...['1.10', '50.00', '1.38', '6.00', '10.00', '1.07', '1.25', '30.00', '1.50', '10.00'],
      undefined,
    ]);
  });

  it('takes gains within a round, less being better', () => {
    expect(gainOf(measured({ before: [10, 20, 40], framewright: [1, 1, 2] }), 'framewright')).toBe(20);
    expect(gainOf(measured({ before: [10] }), 'framewright')).toBeUndefined();
  });

  it.each([
    [{ before: [100], framewright: [2] }, 'reached'],
    [{ before: [100], framewright: [3] }, 'not reached'],
    [{ before: [100], framewright: [3], floor: [1] }, 'not reached'],
    [
      { before: [100], framewright: [30], floor: [20] },
      '50× cannot be reached here: the kernel alone allows 5×',
    ],
    [{ before: [100] }, 'not measured'],
  ])('says of %o: %s', (figures, text) => {
    expect(verdict(measured(figures))).toBe(text);
  });

  it('is a page with a row a metric', async () => {
    const page = await originalPage({
      ...{ date: '2026-01-02T03:04:05Z', machine: '<one>', node: '20', rounds: 1 },
      metrics: [measured({ before: [100], framewright: [0] })],
    });
    expect(page).toContain('&lt;one>');
    expect(page).toContain('<td>50 → 1<td>50×<td>100<td><td>0<td><td>∞×<td class="words">reached</tr>');
    expect(page).toContain('"framewright":null');
  });
});

import { escaped, htmlPage } from '../../src/bench/html-page.js';
import {
  gainOf,
  publishedGain,
  shownFigure,
  shownGain,
  shownPublished,
  verdict,
  type MeasuredMetric,
  type OriginalReport,
} from './table.js';

/** The table as one HTML file with a chart of the gains. */
export async function originalPage(report: OriginalReport): Promise<string> {
  return htmlPage(
    `the original’s table, ${report.date.slice(0, 10)}`,
    `${escaped(report.machine)}; node ${escaped(report.node)}; ${report.rounds} interleaved rounds. Published figures are of
another machine: gains compare, each to its own “before”.`,
    `<div style="position: relative; height: ${80 + 58 * report.metrics.length}px"><canvas id="gains"></canvas></div>
<div class="scroll"><table>
<tr><th>metric<th>published<th>gain<th>before<th>after<th>framewright<th>floor<th>gain<th></tr>
${report.metrics.map(row).join('\n')}
</table></div>
<ul>${report.metrics.map(({ name, how }) => `<li><b>${escaped(name)}</b>: ${escaped(how)}</li>`).join('\n')}</ul>`,
    `const gains = ${JSON.stringify(report.metrics.map(gains)).replaceAll('<', '\\u003c')};\n${chart}`,
  );
}

function row(metric: MeasuredMetric): string {
  const { name, unit, figures } = metric;
  const cells = [
    `${name}, ${unit}`,
    shownPublished(metric),
    shownGain(publishedGain(metric)),
    ...[figures.before, figures.after, figures.framewright, figures.floor].map(shownFigure),
    shownGain(gainOf(metric, 'framewright')),
  ];
  const figuresOfRow = cells.map((text) => `<td>${escaped(text)}`).join('');
  return `<tr>${figuresOfRow}<td class="words">${escaped(verdict(metric))}</tr>`;
}

function gains(metric: MeasuredMetric) {
  // A chart knows no infinity.
  const finite = (gain: number | undefined): number | null =>
    gain === undefined || !Number.isFinite(gain) || gain <= 0 ? null : gain;
  return {
    name: metric.name,
    published: finite(publishedGain(metric)),
    after: finite(gainOf(metric, 'after')),
    framewright: finite(gainOf(metric, 'framewright')),
    floor: finite(gainOf(metric, 'floor')),
  };
}

const chart = `
const css = getComputedStyle(document.documentElement);
const color = (name) => css.getPropertyValue(name).trim();
Chart.defaults.color = color('--muted');
Chart.defaults.font.family = 'system-ui, sans-serif';
Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
const series = { published: '#b08bd9', after: '#8fa3bf', framewright: '#2f6fed', floor: '#c9b37e' };
new Chart(document.getElementById('gains'), {
  type: 'bar',
  data: {
    labels: gains.map(({ name }) => name),
    datasets: Object.entries(series).map(([label, backgroundColor]) => ({
      label, backgroundColor, data: gains.map((each) => each[label]), base: 1, barPercentage: 0.9, minBarLength: 2,
    })),
  },
  options: {
    indexAxis: 'y',
    plugins: {
      legend: { position: 'top', align: 'start' },
      title: { display: true, align: 'start', text: 'times as good as before (logarithmic; no bar: there is none, or no end to it)' },
    },
    scales: {
      x: { type: 'logarithmic', grid: { color: color('--line') }, ticks: { callback: (value) => '125'.includes(value.toExponential()[0]) ? value.toLocaleString('en') + '×' : '' } },
      y: { grid: { display: false }, ticks: { autoSkip: false, color: color('--text') } },
    },
  },
});
`;

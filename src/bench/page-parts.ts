// The parts of the bench's page that are the same for every run.

export const style = `
:root { color-scheme: light dark; --text: #1c2330; --muted: #667085; --line: #d9dee7; --page: #fff; --wrong: #b42318; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e4e8ef; --muted: #98a2b3; --line: #344054; --page: #11151c; --wrong: #f97066; }
}
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1100px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 24px; margin: 0; }
h2 { font-size: 18px; margin: 40px 0 8px; }
p, .floor td { color: var(--muted); }
.charts { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); }
.charts > div { position: relative; min-width: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-top: 12px; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: 3px 10px; text-align: right; white-space: nowrap; font-weight: 400; }
th { color: var(--muted); font-size: 13px; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td.words { text-align: left; white-space: normal; min-width: 12em; }
.refused { color: var(--wrong); padding-left: 18px; }
`;

/** Draws the charts of `cells` with Chart.js. */
export const chartScript = `
const css = getComputedStyle(document.documentElement);
const color = (name) => css.getPropertyValue(name).trim();
const OWN = '#2f6fed', OTHER = '#8fa3bf', FLOOR = '#c9b37e';
Chart.defaults.color = color('--muted');
Chart.defaults.font.family = 'system-ui, sans-serif';
Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
const barColor = ({ name, isFloor }) => (isFloor ? FLOOR : name.startsWith('framewright') ? OWN : OTHER);
const isWide = (values) => Math.max(...values) > 20 * Math.min(...values.filter((value) => value > 0));

const whiskers = {
  id: 'whiskers',
  afterDatasetsDraw(chart) {
    const { ctx, scales: { x } } = chart;
    const meta = chart.getDatasetMeta(0);
    ctx.save();
    ctx.strokeStyle = color('--text');
    ctx.lineWidth = 1.2;
    chart.options.rows.forEach(({ ratio }, index) => {
      const y = meta.data[index].y;
      const from = x.getPixelForValue(Math.max(ratio.min, x.min)), to = x.getPixelForValue(ratio.max);
      ctx.beginPath();
      ctx.moveTo(from, y); ctx.lineTo(to, y);
      ctx.moveTo(from, y - 4); ctx.lineTo(from, y + 4);
      ctx.moveTo(to, y - 4); ctx.lineTo(to, y + 4);
      ctx.stroke();
    });
    ctx.restore();
  },
};

function bars(id, rows, values, title, withWhiskers) {
  const canvas = document.getElementById(id);
  if (!canvas || rows.length === 0) return;
  const type = isWide(withWhiskers ? rows.flatMap(({ ratio }) => [ratio.min, ratio.max]) : values) ? 'logarithmic' : 'linear';
  new Chart(canvas, {
    type: 'bar',
    plugins: withWhiskers ? [whiskers] : [],
    data: {
      labels: rows.map(({ name }) => name),
      datasets: [{ data: values, backgroundColor: rows.map(barColor), barPercentage: 0.8, minBarLength: 2 }],
    },
    options: {
      indexAxis: 'y',
      rows,
      plugins: {
        legend: { display: false },
        title: { display: true, align: 'start', text: title + (type === 'logarithmic' ? ' (logarithmic)' : '') },
      },
      scales: {
        x: { type, suggestedMax: withWhiskers ? Math.max(...rows.map(({ ratio }) => ratio.max)) : undefined, grid: { color: color('--line') }, ticks: { maxTicksLimit: 7, callback: (value) => value.toLocaleString('en') } },
        y: { grid: { display: false }, ticks: { autoSkip: false, color: color('--text') } },
      },
    },
  });
}

cells.forEach((rows, index) => {
  bars('speed-' + index, rows, rows.map(({ ratio }) => ratio.median), 'speed, more is better', true);
  const known = rows.filter(({ allocated }) => allocated !== undefined);
  bars('memory-' + index, known, known.map(({ allocated }) => allocated), 'bytes allocated an operation, less is better', false);
});
`;

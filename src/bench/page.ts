import { escaped, htmlPage } from './html-page.js';
import { chartScript } from './page-parts.js';
import { isMeasured, isRefused, type CellResult, type Measured, type Report } from './result.js';
import { fastestFirst, shortRatio, shownBytes, shownRate, VERDICTS } from './table.js';

/** The results as one HTML file with charts. */
export async function benchPage(report: Report): Promise<string> {
  return htmlPage(
    `framewright bench, ${report.date.slice(0, 10)}`,
    `${escaped(report.machine)}; ${escaped(versionsText(report))}; ${report.timing.rounds} interleaved rounds.
Ratios are to the first contender, of the same round; bars show the median, whiskers the worst and the best round.
Only ratios mean something.`,
    report.cells.map(section).join('\n'),
    `const cells = ${data(report.cells)};\n${chartScript}`,
  );
}

function versionsText({ versions }: Report): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

function section(cell: CellResult, index: number): string {
  const measured = fastestFirst(cell.contenders.filter(isMeasured));
  const height = 40 + 26 * measured.length;
  const memory = measured.some(({ allocated }) => allocated !== undefined);
  const canvas = (kind: string): string =>
    `<div style="height: ${height}px"><canvas id="${kind}-${index}"></canvas></div>`;
  return `<section>
<h2>${escaped(cell.cell)}</h2>
<div class="charts">${canvas('speed')}${memory ? canvas('memory') : ''}</div>
<div class="scroll"><table>
<tr><th>contender<th>${cell.unit ?? 'operations/s'}<th>ratio<th>worst … best<th>bytes<th>allocated<th>in GC</tr>
${measured.map((each) => row(each, cell)).join('\n')}
</table></div>
${refusals(cell)}
</section>`;
}

function row(each: Measured, { unit, megabytes }: CellResult): string {
  const { ratio, bytes, allocated, gcShare } = each;
  const cells = [
    each.name,
    shownRate(each.operationsPerSecond, unit, megabytes),
    `${shortRatio(ratio.median)}×`,
    `${shortRatio(ratio.min)} … ${shortRatio(ratio.max)}`,
    bytes?.toLocaleString('en') ?? '',
    shownBytes(allocated),
    gcShare === undefined ? '' : `${Math.round(gcShare * 100)} %`,
  ];
  return `<tr${each.isFloor === true ? ' class="floor"' : ''}>${cells.map((text) => `<td>${escaped(text)}`).join('')}</tr>`;
}

function refusals({ contenders }: CellResult): string {
  const lines = contenders.filter(isRefused).map(({ name, status, reason }) => {
    const verdict = VERDICTS[status].toLowerCase();
    return `<li><b>${escaped(name)}</b>: ${verdict}: ${escaped(reason)}</li>`;
  });
  return lines.length === 0 ? '' : `<ul class="refused">${lines.join('')}</ul>`;
}

/** What the charts show, as a script may contain it. */
function data(cells: readonly CellResult[]): string {
  const shown = cells.map(({ contenders }) =>
    fastestFirst(contenders.filter(isMeasured)).map(({ name, ratio, allocated, isFloor }) => ({
      ...{ name, ratio, allocated, isFloor },
    })),
  );
  return JSON.stringify(shown).replaceAll('<', '\\u003c');
}

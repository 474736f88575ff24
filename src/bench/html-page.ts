import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../compiler/schema/package-folder.js';
import { Packages } from './packages.js';
import { style } from './page-parts.js';

/** One HTML file which needs nothing else: the chart library is in it. `about`, `body` and `script` stand as they are. */
export async function htmlPage(title: string, about: string, body: string, script: string): Promise<string> {
  const file = join(new Packages([packageFolder()]).folder('chart.js')!, 'dist/chart.umd.min.js');
  const library = await readFile(file, 'utf8');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
<main>
<h1>${escaped(title)}</h1>
<p>${about}</p>
${body}
</main>
<script>${library.replaceAll('</script', '<\\/script')}</script>
<script>${script}</script>
</html>
`;
}

/** Text as it may stand in the page. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

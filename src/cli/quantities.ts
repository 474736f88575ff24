const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `5m`, `1h30m`, `7d` in milliseconds, `ever` as Infinity; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text === 'ever') return Infinity;
  if (!/^(\d{1,6}[smhd])+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit = ''] of text.matchAll(/(\d+)([smhd])/g))
    total += Number(count) * (UNITS[unit] ?? 0);
  return total > 0 ? total : undefined;
}

/** `17 B`, `1.2 KiB`, `3.4 MiB`. */
export function formatBytes(count: number): string {
  if (count < 1024) return `${count} B`;
  if (count < 1024 * 1024) return `${(count / 1024).toFixed(1)} KiB`;
  return `${(count / 1024 / 1024).toFixed(1)} MiB`;
}

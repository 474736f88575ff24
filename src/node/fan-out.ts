import type { Random } from '../platform/clock.js';

/** That many of a list at random, each as likely as any other; none for less than one, all if there are no more. */
export function someOf<T>(list: readonly T[], count: number, random: Random): T[] {
  const rest = [...list];
  const most = Math.min(Math.max(count, 0), rest.length);
  for (let taken = 0; taken < most; taken++) {
    const index = taken + Math.floor(random.next() * (rest.length - taken));
    const chosen = rest[index]!;
    rest[index] = rest[taken]!;
    rest[taken] = chosen;
  }
  return rest.slice(0, most);
}

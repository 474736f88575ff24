import { GoodbyeCode } from '../wire/codes.js';

const KNOWN = new Map<number, GoodbyeCode>(
  Object.values(GoodbyeCode)
    .filter((code) => code !== GoodbyeCode.LOST)
    .map((code) => [code, code]),
);

/** The code of a Goodbye as we understand it: an unknown one counts by its group (WIRE.md §8.3). */
export function goodbyeCodeOf(code: number): GoodbyeCode {
  const known = KNOWN.get(code);
  if (known !== undefined) return known;
  if (code >= 10 && code <= 19) return GoodbyeCode.BANNED;
  if (code >= 20 && code <= 29) return GoodbyeCode.CLOSING;
  return GoodbyeCode.NORMAL;
}

/** The Goodbye that a WebSocket close status stands for, or undefined for a status of RFC 6455's own (WIRE.md §8.1). */
export function goodbyeOfCloseStatus(status: number | undefined): GoodbyeCode | undefined {
  if (status === undefined || status <= 4000 || status > 4999) return undefined;
  return goodbyeCodeOf(status - 4000);
}

/** From 30 on the code tells of a violation by the other side. */
export function isViolation(code: GoodbyeCode): boolean {
  return code >= GoodbyeCode.FRAMING;
}

/** The name of a code for a log: `CLOSING`. */
export function goodbyeName(code: number): string {
  return Object.entries(GoodbyeCode).find(([, known]) => known === code)?.[0] ?? String(code);
}

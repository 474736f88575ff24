import protobuf from 'protobufjs';
import type { Codec } from '../../../src/codec/codec.js';
import { DecodeError } from '../../../src/codec/errors.js';
import { encodeProblem } from '../../../src/codec/encode-problem.js';
import type { Reader } from '../../../src/codec/reader.js';
import { shapeOf } from '../../../src/codec/shape.js';
import { sharedReader } from '../../../src/codec/shared-reader.js';
import { randomMessage, seeded } from '../random.js';
import { compareAllWith, compareWith, type Compare } from './compare.js';
import { mutated, randomBytes, shrunk } from './mutate.js';
import { soupOf } from './soup.js';

/** A codec and protobufjs's type of the same message. */
export interface Target {
  readonly codec: Codec<Record<string, unknown>>;
  readonly type: protobuf.Type;
}

export interface Verdicts {
  accepted: number;
  refused: number;
}

const environment = process.env;
const isLong = environment['FRAMEWRIGHT_LONG'] === '1';

/** FRAMEWRIGHT_FUZZ_SEED: every seed is another run, and the same seed the same one. */
export const SEED = Number(environment['FRAMEWRIGHT_FUZZ_SEED'] ?? 1);

/** How many inputs instead of `usual`: FRAMEWRIGHT_FUZZ_COUNT, or ten times as many with FRAMEWRIGHT_LONG=1. */
export function inputs(usual: number): number {
  return Number(environment['FRAMEWRIGHT_FUZZ_COUNT'] ?? (isLong ? 10 * usual : usual));
}

/** How many rounds of a property that costs more than an input: ten times as many with FRAMEWRIGHT_LONG=1. */
export function rounds(usual: number): number {
  return isLong ? 10 * usual : usual;
}

/** For vitest: a slow machine may take two milliseconds an input. */
export function timeoutOf(count: number): number {
  return 30_000 + 2 * count;
}

/** Decodes inputs made from `seed` with both; throws at the first that they do not agree on, after shrinking it. */
export function fuzz(target: Target, count: number, seed: number = SEED): Verdicts {
  const verdicts = run(
    target,
    count,
    seed,
    checkOf(target, () => false),
  );
  return { accepted: verdicts.get(ACCEPTED) ?? 0, refused: verdicts.get(REFUSED) ?? 0 };
}

/** The same for a codec with limits: it may also refuse for one of them, and what it accepts must keep them. */
export function fuzzLimits(
  target: Target,
  count: number,
  seed: number = SEED,
): Verdicts & { readonly limited: number } {
  const isLimit = ({ message }: DecodeError) => /allowed are|more than|bytes instead of|2\^53/.test(message);
  const shape = shapeOf(target.codec);
  const verdicts = run(
    target,
    count,
    seed,
    checkOf(target, isLimit, (message) => {
      const problem = encodeProblem(shape, message);
      return problem === undefined ? undefined : `${problem.path}: ${problem.problem}`;
    }),
  );
  return {
    accepted: verdicts.get(ACCEPTED) ?? 0,
    refused: verdicts.get(REFUSED) ?? 0,
    limited: verdicts.get(LIMITED) ?? 0,
  };
}

function run(target: Target, count: number, seed: number, check: Check): ReadonlyMap<string, number> {
  const input = inputsOf(target, seed);
  const verdicts = new Map(VERDICTS.map((verdict) => [verdict, 0]));
  const { stackTraceLimit } = Error;
  // Half of what follows is errors, and a stack costs more than what led to it.
  Error.stackTraceLimit = 0;
  try {
    for (let index = 0; index < count; index++) {
      const bytes = input(index);
      const verdict = check(bytes, index);
      const times = verdicts.get(verdict);
      if (times === undefined) throw new Error(report(target, bytes, index, seed, verdict, check));
      verdicts.set(verdict, times + 1);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return verdicts;
}

function report(
  target: Target,
  bytes: Uint8Array,
  index: number,
  seed: number,
  problem: string,
  check: Check,
): string {
  const smallest = shrunk(bytes, (candidate) => !VERDICTS.includes(check(candidate, index)));
  return [
    `${target.codec.name}, input ${index} of FRAMEWRIGHT_FUZZ_SEED=${seed}: ${problem}`,
    `shrunk: ${hex(smallest)}: ${check(smallest, index)}`,
    `whole: ${hex(bytes)}`,
  ].join('\n');
}

const ACCEPTED = 'accepted';
const REFUSED = 'refused';
const LIMITED = 'limited';
const VERDICTS = [ACCEPTED, REFUSED, LIMITED];

/** Says whether both accept, both refuse, or ours refuses for a limit; or what differs. */
type Check = (bytes: Uint8Array, index: number) => string;

function checkOf(
  { codec, type }: Target,
  isLimit: (error: DecodeError) => boolean,
  brokenLimit: (message: Record<string, unknown>) => string | undefined = () => undefined,
): Check {
  const compare = compareWith(codec, type);
  const compareAll = compareAllWith(codec, type);
  // Surrounded by what would be read if a reader went too far.
  const around = new Uint8Array(1 << 21).fill(1);
  return (bytes, index) => {
    const keepUnknownFields = (index & 1) === 1;
    const copyBytes = (index & 2) === 2;
    let input = bytes;
    if ((index & 4) === 4) {
      input = around.subarray(16, 16 + bytes.length);
      input.set(bytes);
      around.fill(1, 16 + bytes.length, 48 + bytes.length);
    }
    let ours: Record<string, unknown> | undefined;
    let ourError: unknown;
    try {
      // A quarter without options: then only what the input itself has left in the reader is reset.
      ours = codec.decode(
        input,
        keepUnknownFields || copyBytes ? { keepUnknownFields, copyBytes } : undefined,
      );
    } catch (error) {
      ourError = error;
      if (!(error instanceof DecodeError)) return `${String(error)} is no DecodeError`;
    }
    if (!isAtStart(sharedReader)) return 'the reader is not as it was before';
    let theirs: protobuf.Message | undefined;
    let theirError: unknown;
    try {
      const reader = protobuf.Reader.create(bytes);
      reader.discardUnknown = !keepUnknownFields;
      theirs = type.decode(reader);
    } catch (error) {
      theirError = error;
    }
    if (ours === undefined || theirs === undefined) {
      if (ours === undefined && theirs === undefined) return REFUSED;
      if (ourError instanceof DecodeError && isLimit(ourError)) return LIMITED;
      // A map entry without its value is an empty message, which lacks what it requires; protobufjs does not look. The
      // map fields of the schemas here are called map_*.
      if (ourError instanceof DecodeError && /(^|\.)map[A-Z].*: required/.test(ourError.message))
        return REFUSED;
      return `${said(ourError)} here, ${said(theirError)} there`;
    }
    const using: Compare = keepUnknownFields ? compareAll : compare;
    const difference =
      using(ours, theirs as unknown as Record<string, unknown>) ??
      brokenLimit(ours) ??
      ((index & 0x18) === 0 ? againDifference(codec, type, using, ours) : undefined);
    return difference ?? ACCEPTED;
  };
}

/** Whether the next input finds nothing of the last. */
function isAtStart(reader: Reader): boolean {
  const { depth, needsReset, keepUnknownFields, copyBytes, buffer, window } = reader;
  return (
    depth === 0 && !needsReset && !keepUnknownFields && !copyBytes && buffer === undefined && window === ''
  );
}

function said(error: unknown): string {
  return error === undefined ? 'accepted' : error instanceof Error ? error.message : 'no Error';
}

/** What was decoded can be encoded, and means the same to both. */
function againDifference(
  codec: Codec<Record<string, unknown>>,
  type: protobuf.Type,
  compare: Compare,
  message: Record<string, unknown>,
): string | undefined {
  const bytes = codec.encode(message);
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = false;
  const theirs = type.decode(reader) as unknown as Record<string, unknown>;
  const difference =
    compare(message, theirs) ?? compare(codec.decode(bytes, { keepUnknownFields: true }), theirs);
  return difference === undefined ? undefined : `encoded again as ${hex(bytes)}: ${difference}`;
}

/** Input `index` depends on the seed and on nothing else, so one can be made again alone. */
export function inputsOf({ codec }: Pick<Target, 'codec'>, seed: number): (index: number) => Uint8Array {
  const shape = shapeOf(codec);
  let current = seeded(seed);
  const random = () => current();
  const corpus = Array.from({ length: 256 }, () => codec.encode(randomMessage(codec, random)));
  const soup = soupOf(random);
  const fromCorpus = () => corpus[Math.floor(random() * corpus.length)] ?? new Uint8Array(0);
  const nested = nestingOf(codec);
  return (index) => {
    current = seeded(Math.imul(seed + 1, 0x9e37_79b1) ^ Math.imul(index + 1, 0x85eb_ca6b));
    const kind = random();
    if (kind < 0.25) return soup.make(shape, 0);
    if (kind < 0.5) return soup.make(shape, random() * random() * 0.1);
    if (kind < 0.75) return mutated(fromCorpus(), fromCorpus(), random);
    if (kind < 0.94)
      return mutated(soup.make(shape, 0), random() < 0.5 ? fromCorpus() : soup.make(shape, 0), random);
    if (kind < 0.99) return randomBytes(random);
    return nested(random);
  };
}

/** Around the deepest nesting allowed: messages, groups and map values in each other. */
function nestingOf(codec: Codec<unknown>): (random: () => number) => Uint8Array {
  const shape = shapeOf(codec);
  const own = shape.fields.filter((field) => field.type.kind === 'message' && field.type.codec === codec);
  return (random) => {
    const writer = new protobuf.Writer();
    const levels = 97 + Math.floor(random() * 7);
    const messages = own.length === 0 ? 0 : Math.floor(random() * (levels + 1));
    const ends: (() => void)[] = [];
    for (let level = 0; level < levels; level++) {
      const field = own[Math.floor(random() * own.length)];
      if (field === undefined || level >= messages) {
        const number = level < messages || random() < 0.9 ? 9 : (own[0]?.number ?? 9);
        writer.uint32((number << 3) | 3);
        ends.push(() => writer.uint32((number << 3) | 4));
      } else if (field.delimited) {
        writer.uint32((field.number << 3) | 3);
        ends.push(() => writer.uint32((field.number << 3) | 4));
      } else if (field.label === 'map') {
        writer
          .uint32((field.number << 3) | 2)
          .fork()
          .uint32(18)
          .fork();
        ends.push(() => writer.ldelim().ldelim());
      } else {
        writer.uint32((field.number << 3) | 2).fork();
        ends.push(() => writer.ldelim());
      }
    }
    for (const end of ends.reverse()) end();
    return Uint8Array.from(writer.finish());
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

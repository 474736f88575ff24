import { pathToFileURL } from 'node:url';
import { reasonOf } from '../platform/reason.js';
import { oracle } from './contenders/protobufjs.js';
import { others, own } from './contenders/index.js';
import { differenceOf } from './difference.js';
import type { CheckJob, Contenders, OracleVerdict, Refused, TimeJob, WayName } from './job.js';
import { Packages } from './packages.js';
import { loadSubject, type Subject } from './subject.js';
import { isWhole, Unsupported, type Family, type Way, type WholeWay } from './way.js';

/** From here on, checking what was made takes longer than making it. */
export const LARGE_BYTES = 100_000;

/** The ways that are right, and why the others are not measured. */
export interface Prepared {
  readonly subject: Subject;
  readonly ways: readonly { readonly family: string; readonly way: Way }[];
  readonly refused: readonly Refused[];
  readonly oracle: OracleVerdict;
}

/** Loads the contenders of a job and compares what each makes with the reference, before anything is timed. */
export async function prepare(job: CheckJob): Promise<Prepared> {
  const packages = new Packages(job.folders);
  const loaded = await loadSubject(job.subject);
  const { subject, verdict } = await withReference(loaded, packages);
  const ways: Prepared['ways'][number][] = [];
  const refused: Refused[] = [];
  for (const family of await familiesOf(job)) {
    try {
      for (const way of await family.prepare(subject, packages)) {
        const wrong = isWhole(way) ? wrongIn(way, subject) : undefined;
        if (wrong === undefined) ways.push({ family: family.name, way });
        else refused.push({ name: way.name, status: 'wrong', reason: wrong, directions: [way.direction] });
      }
    } catch (error) {
      refused.push({
        name: family.name,
        status: error instanceof Unsupported ? 'unsupported' : 'wrong',
        reason: reasonOf(error),
        directions: ['encode', 'decode'],
      });
    }
  }
  return { subject, ways, refused, oracle: verdict };
}

/** One way alone, which was checked before; no other contender's code runs. */
export async function loadWay(
  job: TimeJob,
  { family: wanted, direction, name }: WayName,
): Promise<{ readonly subject: Subject; readonly way: Way }> {
  const subject = await loadSubject(job.subject);
  const isWanted = ({ name }: Family): boolean => name === wanted;
  // Modules of other contenders only if it is not among those at hand.
  const family = atHand(job).find(isWanted) ?? (await fromModules(job)).find(isWanted);
  const ways = (await family?.prepare(subject, new Packages(job.folders))) ?? [];
  const way = ways.find((each) => each.direction === direction && each.name === name);
  if (way === undefined) throw new Error(`no contender ${name}`);
  return { subject, way };
}

async function familiesOf(job: Contenders): Promise<readonly Family[]> {
  return [...atHand(job), ...(await fromModules(job))];
}

function atHand({ contenders }: Contenders): readonly Family[] {
  return [...own, ...others.filter(({ name }) => contenders.includes(name))];
}

async function fromModules({ modules }: Contenders): Promise<readonly Family[]> {
  const families: Family[] = [];
  for (const module of modules) {
    const url = module.startsWith('file:') ? module : pathToFileURL(module).href;
    families.push(...((await import(url)) as { families: readonly Family[] }).families);
  }
  return families;
}

/** The subject with protobufjs's reading of the sample as its value, where protobufjs can read it. */
async function withReference(
  subject: Subject,
  packages: Packages,
): Promise<{ subject: Subject; verdict: OracleVerdict }> {
  try {
    const { value, bytes } = await oracle(subject, packages);
    const difference = differenceOf(value, subject.value);
    return {
      subject: { ...subject, bytes, reference: value },
      verdict: { isProtobufjs: true, ...(difference !== undefined && { reason: difference }) },
    };
  } catch (error) {
    return { subject, verdict: { isProtobufjs: false, reason: reasonOf(error) } };
  }
}

/** What is wrong with a result; undefined if nothing is. */
function wrongIn(way: WholeWay, subject: Subject): string | undefined {
  const expected = subject.reference ?? subject.value;
  try {
    // Twice: a writer that is used again, or a record whose structure is known by now, may do otherwise.
    const times = subject.bytes.length > LARGE_BYTES ? 1 : 2;
    for (let time = 0; time < times; time++) {
      const made = way.run();
      const difference =
        way.direction === 'decode'
          ? differenceOf(expected, way.read(made))
          : encodedDifference(way.payload(made), way.read, expected, subject);
      if (difference !== undefined) return difference;
    }
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function encodedDifference(
  payload: Uint8Array,
  read: ((bytes: Uint8Array) => unknown) | undefined,
  expected: unknown,
  { codec, bytes, hasExtensions }: Subject,
): string | undefined {
  if (read !== undefined) return differenceOf(expected, read(payload));
  if (Buffer.compare(payload, bytes) === 0) return undefined;
  // Other bytes are as good if they say the same: the order of fields and of map entries is free.
  const decoded = codec.decode(payload);
  const difference = differenceOf(expected, decoded);
  // Extensions are no fields that could be compared.
  if (hasExtensions && difference === undefined && codec.encode(decoded).length !== bytes.length) {
    return `extensions are lost; ${payload.length} bytes instead of ${bytes.length}`;
  }
  return difference === undefined || payload.length === bytes.length
    ? difference
    : `${difference}; ${payload.length} bytes instead of ${bytes.length}`;
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { others } from '../bench/contenders/index.js';
import { messageModels, type Message } from '../bench/dialect.js';
import { writeGeneratedCode } from '../bench/generated-code.js';
import { QUICK, type Timing } from '../bench/harness.js';
import { measureMessage } from '../bench/measure-message.js';
import { benchPage } from '../bench/page.js';
import { Packages } from '../bench/packages.js';
import { describeRun, type Report } from '../bench/result.js';
import { plausibleMessage } from '../bench/sample.js';
import { jsonOptionsOf, loadCodec } from '../bench/subject.js';
import { cellTable } from '../bench/table.js';
import type { Codec, FromJsonOptions, JsonValue } from '../codec/codec.js';
import { packageFolder } from '../compiler/schema/package-folder.js';
import type { SchemaModel } from '../compiler/model.js';
import { nearestName } from '../node/nearest-name.js';
import { reasonOf } from '../platform/reason.js';
import { CommandError, type Output } from './command.js';
import { fileProblem } from './file-problem.js';
import { importPaths } from './import-paths.js';
import { loadModel } from './load-model.js';
import { ProgressLine } from './progress-line.js';

interface BenchOptions {
  readonly schema: readonly string[];
  readonly message: string;
  readonly protoPath?: readonly string[];
  readonly sample?: string;
  readonly against?: readonly string[];
  readonly module?: readonly string[];
  readonly rounds: number;
  readonly quick?: true;
  readonly json?: string | true;
  readonly html?: string;
}

const ROUNDS = 20;
const SECONDS_PER_CASE = 0.02;

const EXPLANATION = `
Encodes and decodes one message with framewright's generated codec and with every contender that is installed, in your
project or beside framewright. Each contender's result is compared with protobufjs's before it is timed: one that differs
is marked wrong, and how, and is not timed. Contenders take turns in short rounds, so that the machine's drift hits all
alike; ratios are to the first of framewright's ways, of the same round. Only ratios mean something.

Contenders: ${others.map(({ name }) => name).join(', ')}

Examples:
  framewright bench --schema chat.proto --message Say
  framewright bench -I proto --schema proto/shop/order.proto --message shop.Order --sample order.json
  framewright bench --schema chat.proto --message Say --against protobufjs,pbf,msgpackr --html bench.html
  framewright bench --schema chat.proto --message Say --quick --json | jq .cells

A sample is the message as protobuf JSON (a file that ends in .json), or its bytes. Without one a plausible message is made
from the schema. Contenders are looked for from the current folder: npm install --no-save pbf msgpackr cbor-x avsc`;

/** `framewright bench` */
export function command(output: Output): Command {
  return new Command('bench')
    .description('Measure the codec of a message of yours against other libraries.')
    .requiredOption('--schema <FILE...>', '.proto files, on disk or as imports name them')
    .requiredOption('--message <NAME>', 'the message, with or without its package')
    .option('-I, --proto-path <DIR...>', 'where imports start (default: .)')
    .option('--sample <FILE>', 'the message to measure with: JSON, or bytes')
    .option(
      '--against <NAMES>',
      'contenders, separated by commas (default: all that are installed)',
      nameList,
    )
    .option('--module <FILE...>', 'contenders of your own: modules that export `families`')
    .option('--rounds <N>', 'rounds; more for a steadier figure', wholeNumber, ROUNDS)
    .option('--quick', 'two short rounds: shows that everything runs, and no figure worth keeping')
    .option('--json [FILE]', 'the results as JSON, into a file or instead of the table')
    .option('--html <FILE>', 'a page with charts; needs nothing else to be looked at')
    .addHelpText('after', EXPLANATION)
    .action((options: BenchOptions) => bench(options, output));
}

async function bench(options: BenchOptions, output: Output): Promise<void> {
  const protoPaths = options.protoPath ?? ['.'];
  const files = importPaths(options.schema, protoPaths);
  const model = loadModel(protoPaths, files, 'nothing was measured');
  const message = messageNamed(options.message, model);
  const timing = options.quick ? QUICK : { rounds: options.rounds, secondsPerCase: SECONDS_PER_CASE };
  const packages = new Packages([process.cwd(), packageFolder()]);
  const contenders = chosen(options.against, packages);
  // Whoever reads the results as JSON from standard output reads nothing else there.
  const say = options.json === true ? () => {} : output.line;

  const ending = new AbortController();
  const interrupt = (): void =>
    ending.abort(new CommandError(1, 'interrupted: nothing was measured to the end'));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const progress = new ProgressLine();
  const generated = await writeGeneratedCode(model);
  try {
    const codec = await loadCodec(generated.folder, messageModels(model).get(message)!);
    const sample =
      options.sample === undefined
        ? codec.encode(plausible(message, model)).slice()
        : await sampleBytes(options.sample, codec, await jsonOptionsOf(generated.folder, model));
    const measured = codec.encode(codec.decode(sample)).length;
    say(headline(message, sample.length, measured, options.sample, timing));
    const result = await measureMessage(
      message,
      {
        subject: { schema: { protoPaths, files, model }, generated: generated.folder, message, sample },
        contenders: contenders.installed,
        modules: options.module ?? [],
        folders: [process.cwd(), packageFolder()],
      },
      timing,
      ending.signal,
      (text) => progress.show(text),
    );
    progress.clear();
    const { encode, decode, oracle } = result;
    for (const cell of [encode, decode]) say(`\n${cellTable(cell)}`);
    if (!oracle.isProtobufjs) say(`\nnot compared with protobufjs: ${oracle.reason}`);
    if (contenders.missing.length > 0) {
      say(`\nnot installed: ${contenders.missing.join(', ')}`);
      say(`  npm install --no-save ${contenders.missing.join(' ')}`);
    }
    const report = describeRun([encode, decode], timing, versionsOf(contenders.installed, packages));
    if (options.json === true) output.line(JSON.stringify(report, undefined, 2));
    await writeReports(report, options, say);
  } catch (error) {
    throw ending.signal.aborted ? (ending.signal.reason as Error) : error;
  } finally {
    progress.clear();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await generated.remove();
  }
}

function headline(
  message: string,
  bytes: number,
  measured: number,
  sample: string | undefined,
  timing: Timing,
): string {
  const from =
    sample === undefined ? 'a plausible message made from the schema (--sample FILE for your own)' : sample;
  // Unknown fields and numbers that a closed enum does not name are not measured, nor are other forms of the same.
  const again = measured === bytes ? '' : `, ${measured.toLocaleString('en')} when encoded again`;
  return `${message}: ${from}, ${bytes.toLocaleString('en')} bytes as protobuf${again}; ${timing.rounds} rounds`;
}

async function writeReports(
  report: Report,
  options: BenchOptions,
  say: (text: string) => void,
): Promise<void> {
  const texts = [
    ...(typeof options.json === 'string'
      ? [[options.json, `${JSON.stringify(report, undefined, 2)}\n`] as const]
      : []),
    ...(options.html === undefined ? [] : [[options.html, await benchPage(report)] as const]),
  ];
  for (const [path, text] of texts) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    } catch (error) {
      throw new CommandError(1, `cannot write ${fileProblem(path, error)}`, { cause: error });
    }
    say(`\nwritten to ${path}`);
  }
}

/** The full name of the message that was meant. */
function messageNamed(name: string, model: SchemaModel): string {
  const all = [...messageModels(model).keys()];
  if (all.includes(name)) return name;
  const short = (fullName: string): string => fullName.slice(fullName.lastIndexOf('.') + 1);
  const requested = model.files.filter((file) => file.requested).flatMap(({ messages }) => messages);
  const found = requested.map(({ fullName }) => fullName).filter((each) => each.endsWith(`.${name}`));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw new CommandError(2, `--message ${name}: which of ${found.join(', ')}?`);
  const near =
    nearestName(name, all) ?? all.find((each) => short(each) === nearestName(name, all.map(short)));
  throw new CommandError(
    2,
    `--message ${name}: the schema has no such message${near === undefined ? `; it has ${listed(all)}` : ` (did you mean ${near}?)`}`,
  );
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length > 10
    ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`
    : names.join(', ');
}

function plausible(message: string, model: SchemaModel): Message {
  try {
    return plausibleMessage(message, model);
  } catch (error) {
    throw new CommandError(1, `--message ${message}: ${reasonOf(error)}`, { cause: error });
  }
}

async function sampleBytes(
  file: string,
  codec: Codec<Message>,
  options: FromJsonOptions,
): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new CommandError(1, `--sample ${fileProblem(file, error)}`, { cause: error });
  }
  try {
    if (!file.endsWith('.json')) {
      codec.decode(bytes);
      return bytes;
    }
    return codec
      .encode(codec.fromJson(JSON.parse(Buffer.from(bytes).toString()) as JsonValue, options))
      .slice();
  } catch (error) {
    throw new CommandError(1, `--sample ${file}: not a ${codec.name}: ${reasonOf(error)}`, { cause: error });
  }
}

function chosen(
  against: readonly string[] | undefined,
  packages: Packages,
): { readonly installed: readonly string[]; readonly missing: readonly string[] } {
  const names = others.map(({ name }) => name);
  for (const name of against ?? []) {
    if (names.includes(name)) continue;
    const near = nearestName(name, names);
    const hint = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`;
    throw new CommandError(2, `--against ${name}: no such contender (${hint})`);
  }
  const wanted = others.filter(({ name }) => against?.includes(name) ?? true);
  const missing = new Set(
    wanted.flatMap((family) => family.packages.filter((name) => packages.version(name) === undefined)),
  );
  const installed = wanted.filter((family) => !family.packages.some((name) => missing.has(name)));
  return { installed: installed.map(({ name }) => name), missing: [...missing] };
}

function versionsOf(installed: readonly string[], packages: Packages): Record<string, string> {
  const names = others.filter(({ name }) => installed.includes(name)).flatMap((family) => family.packages);
  return Object.fromEntries([...names, 'benny'].map((name) => [name, packages.version(name) ?? '?']));
}

function nameList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000)
    throw new InvalidArgumentError('It must be 1 to 1000.');
  return value;
}

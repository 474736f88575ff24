import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Transaction } from '../../generated/timecoin/types.js';
import type { Output } from './command.js';
import { CommandError } from './command.js';
import type { SubmitAnswer } from './control/api.js';
import { clientOf, controlCommand, print } from './control/control-command.js';
import { fileProblem } from './file-problem.js';
import { isHex, parseTransaction } from './transaction-input.js';

/** `framewright submit` */
export function command(output: Output, input: AsyncIterable<Uint8Array> = process.stdin): Command {
  const command = controlCommand({
    name: 'submit',
    description:
      'Give a transaction to the running node, which checks it, spreads it and answers its txid. It may be ' +
      "protobuf's bytes, the same in hexadecimal, or its JSON form.",
    examples: [
      ['submit payment.bin', 'from a file'],
      ['submit 08011a0b0805120754494d4531616263', 'given in hexadecimal'],
      ['submit - < payment.json', 'from standard input, here JSON: bytes are base64 in it'],
    ],
  });
  return command
    .argument('<TRANSACTION>', 'a file, - for standard input, or hexadecimal digits')
    .action(async (given: string) => {
      const { bytes, from } = await readGiven(given, input);
      const transaction = Buffer.from(Transaction.encode(parseTransaction(bytes, from))).toString('hex');
      const client = await clientOf(command);
      print(command, output, await client.post<SubmitAnswer>('/submit', { transaction }), submitText);
    });
}

function submitText({ txid, isNew, peers }: SubmitAnswer): string {
  if (!isNew) return `${txid} is pending already`;
  if (peers === 0) return `${txid} is pending; no peer is connected, so those who come are told of it`;
  return `${txid} is pending, and was sent to ${peers} peer${peers === 1 ? '' : 's'}`;
}

async function readGiven(
  given: string,
  input: AsyncIterable<Uint8Array>,
): Promise<{ bytes: Uint8Array; from: string }> {
  if (given === '-') {
    const chunks: Uint8Array[] = [];
    for await (const chunk of input) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), from: 'standard input' };
  }
  try {
    return { bytes: await readFile(given), from: given };
  } catch (error) {
    if (isHex(given)) return { bytes: Buffer.from(given), from: 'the transaction' };
    throw new CommandError(1, `${fileProblem(given, error)}, and it is no hexadecimal digits either`, {
      cause: error,
    });
  }
}

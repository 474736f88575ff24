#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Command, CommanderError } from 'commander';
import { CommandError } from './command.js';
import type { Output } from './command.js';

interface CommandModule {
  readonly command: (output: Output) => Command;
}

/** All commands. Only the one that runs is loaded, with what it imports. */
const commands: readonly { name: string; summary: string; load: () => Promise<CommandModule> }[] = [
  {
    name: 'demo',
    summary: 'watch three nodes of the TIME network find each other and agree',
    load: () => import('./demo.js'),
  },
  { name: 'generate', summary: 'turn .proto files into codecs', load: () => import('./generate.js') },
  { name: 'bench', summary: 'measure the codec of a message of yours', load: () => import('./bench.js') },
  { name: 'node', summary: 'run a node of the TIME network', load: () => import('./node.js') },
  { name: 'status', summary: 'say where the running node stands', load: () => import('./status.js') },
  { name: 'peers', summary: 'list its connections', load: () => import('./peers.js') },
  { name: 'connect', summary: 'dial an address', load: () => import('./connect.js') },
  { name: 'submit', summary: 'give it a transaction', load: () => import('./submit.js') },
  { name: 'disconnect', summary: 'close the connection to a peer', load: () => import('./disconnect.js') },
  { name: 'ban', summary: 'ban a peer or a host', load: () => import('./ban.js') },
  { name: 'unban', summary: 'lift a ban', load: () => import('./unban.js') },
  { name: 'bans', summary: 'list who is banned', load: () => import('./bans.js') },
  { name: 'stop', summary: 'end the running node', load: () => import('./stop.js') },
];

/** Runs one command line, `argv` without node and script, and returns the exit code. */
export async function run(argv: readonly string[], output: Output): Promise<number> {
  const program = new Command('framewright')
    .description('Turns .proto files into a fast binary peer-to-peer protocol, and runs its nodes.')
    .version(packageVersion(), '-v, --version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.line(text.trimEnd()), writeErr: () => undefined });
  const words = argv.filter((argument) => !argument.startsWith('-'));
  const wanted = words[0] === 'help' ? words[1] : words[0];
  try {
    for (const { name, summary, load } of commands) {
      if (name === wanted) program.addCommand((await load()).command(output).copyInheritedSettings(program));
      else program.command(name).description(summary);
    }
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommandError) {
      output.error(error.isBare ? error.message : `framewright: ${error.message}`);
      return error.exitCode;
    }
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      const message = error.message.replace(/^error: |\.$/g, '').replace(/\s*\n\s*/g, ' ');
      const isKnown = commands.some(({ name }) => name === wanted);
      output.error(`framewright: ${message}; see framewright ${isKnown ? `${wanted} ` : ''}--help`);
      return 2;
    }
    throw error;
  }
}

function packageVersion(): string {
  const { version } = createRequire(import.meta.url)('framewright/package.json') as { version: string };
  return version;
}

/** npm starts this file through a link. */
function isStarted(): boolean {
  const script = process.argv[1];
  return script !== undefined && pathToFileURL(realpathSync(script)).href === import.meta.url;
}

if (isStarted()) {
  // Whoever read the output has seen enough, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(1);
  });
  process.exitCode = await run(process.argv.slice(2), {
    line: (text) => process.stdout.write(`${text}\n`),
    error: (text) => process.stderr.write(`${text}\n`),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  });
}

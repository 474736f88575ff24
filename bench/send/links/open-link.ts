import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Workshop } from '../lineup.js';
import { WrongDelivery } from '../receivers.js';
import { linkNamed } from './index.js';
import type { Asker } from './link.js';

/** What the peer's process is started with. */
export interface PeerTask {
  readonly link: string;
  readonly schemaFolder: string;
  readonly packageFolders: readonly string[];
}

/** What it says. */
export type PeerReport =
  | { readonly address: string }
  | { readonly failed: string }
  | { readonly bulkBytes: number; readonly at: number }
  | { readonly wrong: string };

/** A link to one peer that answers. */
export interface Link extends Asker {
  readonly name: string;
  readonly isFloor?: true;
  /** Resolves with the time of the machine at which the peer had so many bytes. */
  bulkArrived(bytes: number): Promise<number>;
}

/** Starts a peer and connects to it. */
export async function openLink(name: string, workshop: Workshop): Promise<Link> {
  const { equipment, schemaFolder, packageFolders } = workshop;
  const peer = new PeerProcess({ link: name, schemaFolder, packageFolders });
  try {
    const contender = linkNamed(name);
    const asker = await contender.connect(await peer.address, equipment);
    return {
      ...asker,
      name,
      ...(contender.isFloor === true && { isFloor: true }),
      bulkArrived: (bytes) => peer.bulkArrived(bytes),
      async close() {
        await asker.close();
        await peer.stop();
      },
    };
  } catch (error) {
    await peer.stop();
    throw error;
  }
}

class PeerProcess {
  readonly address: Promise<string>;
  readonly #process: ChildProcess;
  #onBulk: ((at: number) => void) | undefined;
  #onWrong: ((error: Error) => void) | undefined;

  constructor(task: PeerTask) {
    const script = join(import.meta.dirname, 'peer-process.js');
    this.#process = fork(script, [JSON.stringify(task)], { execArgv: [] });
    this.address = new Promise((resolve, reject) => {
      this.#process.once('exit', () => reject(new Error(`the peer of ${task.link} ended`)));
      this.#process.on('message', (report: PeerReport) => {
        if ('address' in report) resolve(report.address);
        else if ('failed' in report) reject(new Error(report.failed));
        else if ('wrong' in report) this.#onWrong?.(new WrongDelivery(report.wrong));
        else this.#onBulk?.(report.at);
      });
    });
  }

  bulkArrived(bytes: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#onBulk = resolve;
      this.#onWrong = reject;
      this.#process.send({ expectBulk: bytes });
    });
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    await exited;
  }
}

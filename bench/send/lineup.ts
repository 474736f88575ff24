import type { GeneratedCode } from '../../src/bench/generated-code.js';
import { Packages } from '../../src/bench/packages.js';
import type { NotMeasured } from '../../src/bench/result.js';
import type { Equipment, SendContender, Sender } from './contender.js';
import { startInstalled } from './needs.js';
import { Receivers, WrongDelivery } from './receivers.js';
import { compileBenchSchema, loadBenchSchema } from './schema.js';

const CONNECT_TIMEOUT_MS = 60_000;

/** The schema and the packages, for as many line-ups as a run of the bench makes. */
export class Workshop {
  readonly equipment: Equipment;
  readonly packageFolders: readonly string[];
  readonly #code: GeneratedCode;

  private constructor(equipment: Equipment, packageFolders: readonly string[], code: GeneratedCode) {
    this.equipment = equipment;
    this.packageFolders = packageFolders;
    this.#code = code;
  }

  static async open(packageFolders: readonly string[]): Promise<Workshop> {
    const code = await compileBenchSchema();
    const schema = await loadBenchSchema(code.folder);
    return new Workshop({ schema, packages: new Packages(packageFolders) }, packageFolders, code);
  }

  get schemaFolder(): string {
    return this.#code.folder;
  }

  async close(): Promise<void> {
    await this.#code.remove();
  }
}

/** A contender at work: its sender in this process, its receivers in another. */
export interface Running {
  readonly contender: SendContender;
  readonly sender: Sender;
  readonly receivers: Receivers;
}

/** Contenders that take part in the same cells, each with as many receivers; and those who cannot, or were wrong. */
export class Lineup {
  readonly running: Running[] = [];
  readonly refused: NotMeasured[] = [];

  /** Starts those that are installed. */
  static async start(
    workshop: Workshop,
    contenders: readonly SendContender[],
    peers: number,
  ): Promise<Lineup> {
    const lineup = new Lineup();
    const { packages } = workshop.equipment;
    const refused = await startInstalled(contenders, packages, (contender) =>
      lineup.#add(workshop, contender, peers),
    );
    lineup.refused.push(...refused);
    return lineup;
  }

  /** Takes out one whose deliveries are wrong. Rethrows what is no such thing. */
  async refuse(running: Running, error: unknown): Promise<NotMeasured> {
    if (!(error instanceof WrongDelivery)) throw error;
    this.running.splice(this.running.indexOf(running), 1);
    const refused = { name: running.contender.name, status: 'wrong' as const, reason: error.message };
    this.refused.push(refused);
    await stop(running);
    return refused;
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.splice(0).map(stop));
  }

  async #add(workshop: Workshop, contender: SendContender, peers: number): Promise<void> {
    const { equipment, schemaFolder, packageFolders } = workshop;
    const sender = await contender.start(equipment);
    const receivers = new Receivers({
      ...{ contender: contender.name, address: sender.address, receivers: peers },
      ...{ schemaFolder, packageFolders },
    });
    const running = { contender, sender, receivers };
    try {
      await receivers.ready;
      const deadline = performance.now() + CONNECT_TIMEOUT_MS;
      while (sender.connected() < peers) {
        if (performance.now() > deadline)
          throw new Error(`${contender.name}: ${sender.connected()} connections`);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    } catch (error) {
      await stop(running);
      throw error;
    }
    this.running.push(running);
  }
}

async function stop({ sender, receivers }: Running): Promise<void> {
  await Promise.all([sender.stop(), receivers.stop()]);
}

import type { Transport, TransportSink } from '../../src/transport/transport.js';

/** A sink that keeps what it is told: one end of a link as a test sees it. */
export class RecordedEnd implements TransportSink {
  readonly transport: Transport;
  readonly chunks: Uint8Array[] = [];
  /** 'drain', 'end', 'violation: …', 'close', 'close: CODE …' in order; 'data' is left out. */
  readonly events: string[] = [];
  closeCode: number | undefined;
  error: Error | undefined;
  onChunk: (chunk: Uint8Array) => void = () => {};
  #bytes = 0;
  #changed = (): void => {};

  constructor(transport: Transport) {
    this.transport = transport;
    transport.start(this);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** Resolves once `isSo`; it is asked again after every event. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  onData(data: Uint8Array): void {
    this.chunks.push(data);
    this.#bytes += data.length;
    this.onChunk(data);
    this.#changed();
  }

  onDrain(): void {
    this.#note('drain');
  }

  onEnd(): void {
    this.#note('end');
  }

  onClose(error?: Error, code?: number): void {
    this.error = error;
    this.closeCode = code;
    this.#note('close');
  }

  onViolation(problem: string): void {
    this.#note(`violation: ${problem}`);
  }

  #note(event: string): void {
    this.events.push(event);
    this.#changed();
  }
}

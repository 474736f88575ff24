/** What the process of receivers is started with. */
export interface ReceiverTask {
  readonly contender: string;
  readonly address: string;
  readonly receivers: number;
  /** Where the schema's compiled code is, and packages. */
  readonly schemaFolder: string;
  readonly packageFolders: readonly string[];
}

/** What it is told, each answered once. */
export type Order =
  /** The next run: which notes come, and after how many at every receiver it is to tell; counts begin at 0. */
  | { readonly payloadBytes: number; readonly step: number; readonly recordsTimes: boolean }
  /** The run is over: how many did each get? */
  | { readonly count: true }
  /** The delays of a recorded run, from when each note was handed in (monotonic milliseconds of the machine). */
  | { readonly handedIn: Float64Array };

export type Answer =
  | { readonly done: true }
  | { readonly counts: readonly number[] }
  /** Sorted, one a delivery. */
  | { readonly delays: Float64Array };

/** What it says by itself. */
export type Report =
  | { readonly ready: true }
  /** Every receiver has had so many notes of the run, the last of them at this time. */
  | { readonly reached: number; readonly at: number }
  | { readonly wrong: string };

/** Monotonic milliseconds that all processes of the machine share. */
export function machineTime(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

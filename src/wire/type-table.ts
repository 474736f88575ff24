export const Priority = { HIGH: 'high', NORMAL: 'normal', LOW: 'low' } as const;
export type Priority = (typeof Priority)[keyof typeof Priority];

/** What one peer may send: `count` messages in `perMs` milliseconds. Written "1000/s" or "10/min" in a schema. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
}

/** What the wire knows of a message type. A Codec is one; `schema.json` holds the same for other languages. */
export interface TypeInfo {
  /** Full protobuf name, e.g. `timecoin.GetBlocks`. */
  readonly name: string;
  /** The u16 of the header; 0 for a message that only occurs inside others. */
  readonly type: number;
  /** Selects the lane on the sender's side. */
  readonly priority: Priority;
  readonly requiresAck: boolean;
  readonly isResponse: boolean;
  /** The type that answers this one, when a service pairs them. */
  readonly response: { readonly type: number; readonly name: string } | undefined;
  /** True if it is answered by any number of such messages, one after another, and not by one (WIRE.md §15.1). */
  readonly responseStream: boolean;
  /** Largest payload in bytes, or undefined for the connection's own limit. */
  readonly maxBytes: number | undefined;
  readonly rate: Rate | undefined;
  readonly gossip: boolean;
  /** Its frames may be deflated, towards peers that can inflate them. */
  readonly compress: boolean;
}

/** The message types of a schema by wire type. */
export type TypeTable = ReadonlyMap<number, TypeInfo>;

/** 2^32 */
export const TWO_32 = 4_294_967_296;
export const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
export const MIN_INT64 = -0x8000_0000_0000_0000n;
export const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;

const one = new BigUint64Array([1n]);
export const LOW: number = new Int32Array(one.buffer)[0] === 1 ? 0 : 1;
export const HIGH: number = 1 - LOW;

/**
 * One 64-bit integer seen as a bigint and as two halves: the fastest way between them. `halves[LOW]` and `halves[HIGH]`
 * follow the machine's byte order. A bigint that reads back as another was out of range.
 */
interface Int64Cell {
  readonly unsigned: BigUint64Array;
  readonly signed: BigInt64Array;
  readonly halves: Int32Array;
  readonly LOW: number;
  readonly HIGH: number;
}

/** A cell for one module: V8 knows at compile time where a module's own constants lie, and looks imported ones up at each use. */
export function int64Cell(): Int64Cell {
  const unsigned = new BigUint64Array(1);
  return {
    unsigned,
    signed: new BigInt64Array(unsigned.buffer),
    halves: new Int32Array(unsigned.buffer),
    LOW,
    HIGH,
  };
}

/** The cell that the readers share. */
export const { unsigned, signed, halves } = int64Cell();

/** 2^32 */
export const TWO_32 = 4_294_967_296;
export const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
export const MIN_INT64 = -0x8000_0000_0000_0000n;
export const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;

/**
 * One 64-bit integer seen as a bigint and as two halves: the fastest way between them. `halves[LOW]` and `halves[HIGH]`
 * follow the machine's byte order. A bigint that reads back as another was out of range.
 */
export const unsigned = new BigUint64Array(1);
export const signed = new BigInt64Array(unsigned.buffer);
export const halves = new Int32Array(unsigned.buffer);

unsigned[0] = 1n;
export const LOW: number = halves[0] === 1 ? 0 : 1;
export const HIGH: number = 1 - LOW;

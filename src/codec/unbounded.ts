/** The limit of what has none declared. A small integer to V8, which compares others as floating-point numbers. */
export const UNBOUNDED = 0x7fff_ffff;

/** The default of every bytes field. Shared, as bytes of length 0 cannot be written to. */
export const noBytes: Uint8Array = new Uint8Array(0);

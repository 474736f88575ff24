/** What framewright itself can do beyond the common wire, by the tokens of the Handshake: WIRE.md §15. */
export const Capability = { STREAMS: 'streams' } as const;
export type Capability = (typeof Capability)[keyof typeof Capability];

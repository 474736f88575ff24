import { FIRST_SCHEMA_TYPE } from '../wire/header.js';

/** Types of framewright's own messages. WIRE.md §5. */
export const OwnType = {
  HANDSHAKE: 1,
  ACK: 2,
  PING: 3,
  PONG: 4,
  GOODBYE: 5,
  ERROR_RESPONSE: 6,
  CREDIT: 7,
  CANCEL: 8,
  END: 9,
} as const;

// Own frames are below it and never counted against credit.
export { FIRST_SCHEMA_TYPE };

/** Whether frames of this type travel in the control lane. ErrorResponse and End keep a response's place instead. */
export function isControl(type: number): boolean {
  return type < FIRST_SCHEMA_TYPE && type !== OwnType.ERROR_RESPONSE && type !== OwnType.END;
}

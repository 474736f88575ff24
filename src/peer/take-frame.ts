import type { WireFrame } from '../wire/frame-reader.js';
import { outOfPlace } from './own-messages.js';
import { FIRST_SCHEMA_TYPE, OwnType } from './own-type.js';
import type { Session } from './session.js';

/**
 * Brings a frame of an open connection, read at `now`, to its session. False for one of framewright's own types that is
 * not known here. Throws ProtocolError.
 */
export function takeFrame(session: Session, frame: WireFrame, now: number): boolean {
  // A Pong is a sign of life only if it is the one that is waited for.
  if (frame.type !== OwnType.PONG) session.heard(now);
  if (frame.type >= FIRST_SCHEMA_TYPE) session.handleSchemaFrame(frame, now);
  else return takeOwnFrame(session, frame, now);
  return true;
}

function takeOwnFrame(session: Session, frame: WireFrame, now: number): boolean {
  switch (frame.type) {
    case OwnType.HANDSHAKE:
      throw outOfPlace('a second Handshake');
    case OwnType.ACK:
      session.handleAck(frame);
      return true;
    case OwnType.PING:
      session.handlePing(frame);
      return true;
    case OwnType.PONG:
      session.handlePong(frame, now);
      return true;
    case OwnType.ERROR_RESPONSE:
      session.handleErrorResponse(frame);
      return true;
    case OwnType.CREDIT:
      session.handleCredit(frame);
      return true;
    case OwnType.CANCEL:
      session.handleCancel(frame);
      return true;
    case OwnType.END:
      session.handleEnd(frame);
      return true;
    default:
      return false;
  }
}

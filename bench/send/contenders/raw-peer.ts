import { Ping } from '../../../generated/framewright/control.js';
import { HEADER_BYTES, readLength, readType } from '../../../src/wire/header.js';
import { FrameReader } from '../../../src/wire/frame-reader.js';
import { encodeFrame } from '../../../src/wire/frame.js';
import { CREDIT_DUE_BYTES } from '../../../src/peer/credit.js';
import { buildHandshake } from '../../../src/peer/handshake.js';
import { resolveLimits } from '../../../src/peer/limits.js';
import { creditFrame, handshakeAckFrame, pongFrame } from '../../../src/peer/own-messages.js';
import { FIRST_SCHEMA_TYPE, OwnType } from '../../../src/peer/own-type.js';
import { systemRuntime } from '../../../src/platform/system.js';
import type { ReceivingEnd } from '../contender.js';
import type { BenchSchema } from '../schema.js';
import { readInto } from './read-into.js';

/** The peer that a bench's registry or receiver shows itself as. */
export function benchPeer(index: number, { catalog }: BenchSchema) {
  const nodeId = new Uint8Array(32);
  new DataView(nodeId.buffer).setUint32(0, index + 1);
  return {
    magic: new Uint8Array(4),
    network: 'bench',
    nodeId,
    epoch: BigInt(index + 1),
    capabilities: [],
    schemaFingerprint: catalog.fingerprint,
    listenPort: 0,
    userAgent: 'framewright-bench',
  };
}

/**
 * A peer by hand, as cheap as the other contenders' receivers: it shakes hands, compares the bytes of the frames, answers
 * Pings, and grants credit as often as a real one.
 */
export async function receiveFrames(end: ReceivingEnd, schema: BenchSchema): Promise<void> {
  const { address, index, arrivals } = end;
  const { Note } = schema;
  let unreported = 0;
  let received = 0;
  let isDue = false;
  arrivals.frames(
    (payload) => Buffer.from(encodeFrame(Note.type, 0, 0, payload).bytes),
    (bytes) => {
      const length = ownFrameLength(bytes);
      if (length !== undefined && length <= bytes.length) takeOwn(bytes.subarray(0, length));
      return length;
    },
  );
  // Own frames take no credit; a peer that answered no Ping would be taken for dead.
  const takeOwn = (frame: Buffer): void => {
    unreported -= frame.length;
    if (readType(frame, 0) !== OwnType.PING) return;
    const { nonce } = Ping.decode(frame.subarray(HEADER_BYTES));
    socket.write(pongFrame(nonce, Date.now()).bytes);
  };
  const { hostname, port } = new URL(address);
  const opening = new FrameReader();
  let isOpen = false;
  let opened!: () => void;
  const whenOpen = new Promise<void>((resolve) => (opened = resolve));
  const socket = await readInto({ host: hostname, port: Number(port) }, (chunk) => {
    if (!isOpen) {
      opening.push(Uint8Array.from(chunk));
      for (let frame = opening.next(); frame !== undefined; frame = opening.next()) {
        if (frame.type === OwnType.HANDSHAKE) socket.write(handshakeAckFrame(false).bytes);
        else if (frame.type === OwnType.ACK) isOpen = true;
        else arrivals.wrong(`a frame of type ${frame.type} before the connection is open`);
      }
      if (isOpen) opened();
      return;
    }
    unreported += chunk.length;
    arrivals.bytes(chunk);
    if (unreported < CREDIT_DUE_BYTES || isDue) return;
    // A real peer's Credits merge until the end of the turn.
    isDue = true;
    systemRuntime.clock.endOfTurn(() => {
      isDue = false;
      received += unreported;
      socket.write(creditFrame({ bytes: unreported, responseBytes: 0, received }).bytes);
      unreported = 0;
    });
  });
  socket.write(buildHandshake(benchPeer(index, schema), resolveLimits()).bytes);
  await whenOpen;
}

function ownFrameLength(bytes: Buffer): number | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  return readType(bytes, 0) < FIRST_SCHEMA_TYPE ? HEADER_BYTES + readLength(bytes, 0) : 0;
}

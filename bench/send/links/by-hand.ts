import { Ping } from '../../../generated/framewright/control.js';
import { CREDIT_DUE_BYTES } from '../../../src/peer/credit.js';
import { buildHandshake } from '../../../src/peer/handshake.js';
import { resolveLimits } from '../../../src/peer/limits.js';
import { creditFrame, handshakeAckFrame, pongFrame } from '../../../src/peer/own-messages.js';
import { OwnType } from '../../../src/peer/own-type.js';
import { FrameReader, type WireFrame } from '../../../src/wire/frame-reader.js';
import { Flag, HEADER_BYTES } from '../../../src/wire/header.js';
import { benchPeer } from '../contenders/raw-peer.js';
import { REQUEST_FLOOR } from '../names.js';
import { framewright } from './framewright.js';
import { checkAnswer, Pending, type LinkContender } from './link.js';
import { connectTo } from './sockets.js';

/** Below it nothing is a request's (WIRE.md, "Ids"). */
const FIRST_ID = 2;
/** Room for what is asked in a turn. */
const TURN_BYTES = 256 * 1024;

/**
 * Requests by hand to a real peer: the same wire and codecs, a promise a request and one write a turn; no lanes, no limits, no
 * deadlines, no time taken.
 */
export const byHand: LinkContender = {
  name: REQUEST_FLOOR,
  isFloor: true,
  async connect(address, { schema }) {
    const { Question, Answer } = schema;
    const socket = await connectTo(address);
    const pending = new Pending<Uint8Array>();
    const reader = new FrameReader();
    const turn = new Uint8Array(TURN_BYTES);
    let end = 0;
    let received = 0;
    let owed = 0;
    let opened: () => void;
    const isOpen = new Promise<void>((resolve) => (opened = resolve));
    const takeOwn = ({ type, payload }: WireFrame): void => {
      if (type === OwnType.HANDSHAKE) socket.write(handshakeAckFrame(false).bytes);
      else if (type === OwnType.ACK) opened();
      else if (type === OwnType.PING) socket.write(pongFrame(Ping.decode(payload).nonce, Date.now()).bytes);
    };
    const take = ({ id, flags, payload }: WireFrame): void => {
      if ((flags & Flag.RESPONSE) === 0) throw new Error('an answer without RESPONSE');
      received += HEADER_BYTES + payload.length;
      owed += HEADER_BYTES + payload.length;
      pending.settle(id - FIRST_ID, payload);
    };
    socket.on('data', (chunk) => {
      reader.push(chunk);
      for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
        if (frame.type === Answer.type) take(frame);
        else takeOwn(frame);
      }
    });
    const flush = (): void => {
      if (owed >= CREDIT_DUE_BYTES) {
        socket.write(creditFrame({ bytes: 0, responseBytes: owed, received }).bytes);
        owed = 0;
      }
      socket.write(turn.slice(0, end));
      end = 0;
    };
    socket.write(buildHandshake(benchPeer(2, schema), resolveLimits()).bytes);
    await isOpen;
    return {
      async ask(question) {
        const answer = await pending.add((id) => {
          if (end === 0) setImmediate(flush);
          end = Question.frameInto(question, turn, end, FIRST_ID + id);
        });
        checkAnswer(question, Answer.decode(answer));
      },
      close() {
        socket.destroy();
        return Promise.resolve();
      },
    };
  },
  answer: (taker, equipment) => framewright.answer(taker, equipment),
};

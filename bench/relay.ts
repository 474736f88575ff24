import { strict as assert } from 'node:assert';
import { repeated } from '../src/bench/harness.js';
import { loadRoot } from '../src/bench/contenders/protobufjs.js';
import { Packages } from '../src/bench/packages.js';
import type { SubjectData } from '../src/bench/subject.js';
import { encodeFrame, encodeFrameInto, Frame, payloadOf, wireBytesOf } from '../src/wire/frame.js';
import type { ApartCell } from './cell.js';
import { codecSamples } from './messages.js';

const LARGE_BYTES = 10_000;
const SLAB_BYTES = 65_536;

interface RelayData {
  readonly schema: SubjectData['schema'];
  readonly folders: readonly string[];
}

/** Passing on what was received: the payload under a new header, against encoding the decoded message again. */
export async function cells({ schema, folders }: RelayData): Promise<ApartCell[]> {
  const samples = (await codecSamples()).filter(({ name }) => /^Transaction|^Block 357238/.test(name));
  const root = await loadRoot(schema, new Packages(folders));
  return samples.map(({ name, codec, message }): ApartCell => {
    const payload = codec.encode(message).slice();
    const type = root.lookupType(codec.name);
    const decoded = type.decode(payload);
    const id = payload.length > LARGE_BYTES ? 1 : 0;
    const slab = new Uint8Array(Math.max(SLAB_BYTES, wireBytesOf(payload.length)));
    const batch = payload.length > LARGE_BYTES ? 1 : 100;
    const copy: Write = (bytes, at) => {
      const end = at + payload.length;
      if (end <= bytes.length) bytes.set(payload, at);
      return end;
    };
    const frame: Write = (bytes, at) => encodeFrameInto(bytes, at, codec.type, 0, id, payload);
    const relay = oneAfterAnother(frame, slab, () => slab);
    return {
      name: `${name}: relay of a received frame`,
      contenders: [
        repeated('protobufjs, encode', batch, () => type.encode(decoded).finish()),
        repeated('protobufjs, decode and encode', batch, () => type.encode(type.decode(payload)).finish()),
        repeated('framewright, decode and frame', batch, () => codec.frame(codec.decode(payload), id)),
        repeated('framewright, relay', batch, () => encodeFrame(codec.type, 0, id, payload)),
        repeated('framewright, relay into a slab', batch, relay),
        repeated(
          'floor: memcpy of the bytes',
          batch,
          oneAfterAnother(copy, slab, () => slab),
        ),
        // What is queued may be read long after: its memory is never used again.
        repeated(
          'floor: memcpy into fresh memory',
          batch,
          oneAfterAnother(copy, slab, () => new Uint8Array(slab.length)),
        ),
      ],
      resultBytes: payload.length,
      check() {
        assert.deepEqual(Buffer.from(type.encode(decoded).finish()), Buffer.from(payload));
        assert.deepEqual(payloadOf(encodeFrame(codec.type, 0, id, payload)), payload);
        for (let turn = 0; turn < 3 * batch; turn++) {
          const end = relay();
          assert.deepEqual(payloadOf(new Frame(slab, end - wireBytesOf(payload.length), end)), payload);
        }
        assert.deepEqual(payloadOf(codec.frame(codec.decode(payload), id)), payload);
      },
    };
  });
}

/** Writes something at `at`, if there is room for it up to the end that it returns. */
type Write = (bytes: Uint8Array, at: number) => number;

/** Writes behind what was written last, and where that is full at the beginning of the next slab. */
function oneAfterAnother(write: Write, first: Uint8Array, next: () => Uint8Array): () => number {
  let slab = first;
  let at = 0;
  return () => {
    let end = write(slab, at);
    if (end > slab.length) {
      slab = next();
      end = write(slab, 0);
    }
    return (at = end);
  };
}

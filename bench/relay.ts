import { strict as assert } from 'node:assert';
import { repeated } from '../src/bench/harness.js';
import { loadRoot } from '../src/bench/contenders/protobufjs.js';
import { Packages } from '../src/bench/packages.js';
import type { SubjectData } from '../src/bench/subject.js';
import { encodeFrame, payloadOf } from '../src/wire/frame.js';
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
    const slab = new Uint8Array(Math.max(SLAB_BYTES, payload.length));
    const batch = payload.length > LARGE_BYTES ? 1 : 100;
    return {
      name: `${name}: relay of a received frame`,
      contenders: [
        repeated('protobufjs, encode', batch, () => type.encode(decoded).finish()),
        repeated('protobufjs, decode and encode', batch, () => type.encode(type.decode(payload)).finish()),
        repeated('framewright, decode and frame', batch, () => codec.frame(codec.decode(payload), id)),
        repeated('framewright, relay', batch, () => encodeFrame(codec.type, 0, id, payload)),
        repeated(
          'floor: memcpy of the bytes',
          batch,
          copier(payload, slab, () => slab),
        ),
        // What is queued may be read long after: its memory is never used again.
        repeated(
          'floor: memcpy into fresh memory',
          batch,
          copier(payload, slab, () => new Uint8Array(slab.length)),
        ),
      ],
      resultBytes: payload.length,
      check() {
        assert.deepEqual(Buffer.from(type.encode(decoded).finish()), Buffer.from(payload));
        assert.deepEqual(payloadOf(encodeFrame(codec.type, 0, id, payload)), payload);
        assert.deepEqual(payloadOf(codec.frame(codec.decode(payload), id)), payload);
      },
    };
  });
}

/** Copies the payload behind the last copy, and where that is full to the beginning of the next slab. */
function copier(payload: Uint8Array, first: Uint8Array, next: () => Uint8Array): () => number {
  let slab = first;
  let at = 0;
  return () => {
    if (at + payload.length > slab.length) {
      slab = next();
      at = 0;
    }
    slab.set(payload, at);
    return (at += payload.length);
  };
}

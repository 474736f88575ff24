import { Frame, payloadOf, wireBytesOf } from '../../wire/frame.js';
import type { EncodeWay, Family } from '../way.js';

/** Room that writers may try in vain, as when texts are not ASCII. */
const SPARE_BYTES = 65_536;

/** The codec under test: payload alone, and finished frames for messages that have a type. */
export const framewright: Family = {
  name: 'framewright',
  packages: [],
  prepare({ codec, value, bytes, models, message }) {
    // A response goes under its request's id.
    const id = codec.isResponse ? 1 : undefined;
    // As pbf's writer that is used again: the next frame overwrites this one.
    const slab = new Uint8Array(wireBytesOf(bytes.length) + SPARE_BYTES);
    const { buffer } = slab;
    const inSlab = (end: number): Uint8Array => payloadOf(new Frame(slab, 0, end));
    const frames: EncodeWay[] = [
      {
        direction: 'encode',
        name: 'framewright, frame into a slab',
        run: () => codec.frameInto(value, slab, 0, id),
        payload: (made) => inSlab(made as number),
      },
      {
        direction: 'encode',
        name: 'framewright, frame into a slab and its view',
        run: () => new Uint8Array(buffer, 0, codec.frameInto(value, slab, 0, id)),
        payload: (made) => inSlab((made as Uint8Array).length),
      },
      {
        direction: 'encode',
        name: 'framewright, frame',
        run: () => codec.frame(value, id),
        payload: (made) => payloadOf(made as Frame),
      },
      {
        direction: 'encode',
        name: 'framewright, frame and its view',
        run: () => codec.frame(value, id).bytes,
        // Counted without its headers, as those of the other contenders have none.
        payload: () => payloadOf(codec.frame(value, id)),
      },
    ];
    return Promise.resolve([
      {
        direction: 'encode',
        name: 'framewright',
        run: () => codec.encode(value),
        payload: (made) => made as Uint8Array,
      },
      ...(models.get(message)?.wire === undefined ? [] : frames),
      {
        direction: 'decode',
        name: 'framewright',
        input: bytes,
        run: () => codec.decode(bytes),
        read: (made) => made,
      },
    ]);
  },
};

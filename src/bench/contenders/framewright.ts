import type { Frame } from '../../wire/frame.js';
import { payloadOf } from '../../wire/frame.js';
import type { EncodeWay, Family } from '../way.js';

/** The codec under test: payload alone, and finished frames for messages that have a type. */
export const framewright: Family = {
  name: 'framewright',
  packages: [],
  prepare({ codec, value, bytes, models, message }) {
    // A response goes under its request's id.
    const id = codec.isResponse ? 1 : undefined;
    const frames: EncodeWay[] = [
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

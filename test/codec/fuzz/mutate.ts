const INTERESTING = [
  0, 1, 2, 3, 4, 5, 7, 8, 0x0a, 0x0b, 0x0c, 0x12, 0x7f, 0x80, 0x81, 0xc0, 0xed, 0xf4, 0xff,
];

/** Changes bytes without regard to their meaning: one to four times. */
export function mutated(original: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  let bytes = original;
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = below(bytes.length + 1);
    const length = Math.min(below(random() < 0.1 ? 64 : 8), bytes.length - at);
    switch (below(12)) {
      case 0:
        bytes = spliced(bytes, at, 1, Uint8Array.of(below(256)));
        break;
      case 1:
        bytes = spliced(bytes, at, 1, Uint8Array.of((bytes[at] ?? 0) ^ (1 << below(8))));
        break;
      case 2:
        bytes = spliced(bytes, at, 1, Uint8Array.of((bytes[at] ?? 0) + (random() < 0.5 ? 1 : 255)));
        break;
      case 3:
        bytes = spliced(bytes, at, length, new Uint8Array(0));
        break;
      case 4:
        bytes = spliced(bytes, at, 0, bytes.subarray(at, at + length));
        break;
      case 5:
        bytes = spliced(
          bytes,
          at,
          0,
          Uint8Array.from({ length: below(8) }, () => below(256)),
        );
        break;
      case 6:
        bytes = spliced(bytes, at, below(3), Uint8Array.of(INTERESTING[below(INTERESTING.length)] ?? 0));
        break;
      case 7:
        bytes = spliced(bytes, bytes.length, 0, other);
        break;
      case 8: {
        const from = below(other.length + 1);
        bytes = spliced(bytes, at, random() < 0.5 ? 0 : length, other.subarray(from, from + below(40)));
        break;
      }
      case 9:
        // A longer varint of the same value: what was its last byte goes on.
        bytes = spliced(
          bytes,
          at,
          1,
          Uint8Array.of((bytes[at] ?? 0) | 128, ...new Array<number>(below(10)).fill(128), 0),
        );
        break;
      case 10:
        bytes = bytes.subarray(0, at);
        break;
      default: {
        // Two ranges change places.
        const second = Math.min(at + length, bytes.length);
        const end = Math.min(second + below(16), bytes.length);
        const moved = spliced(bytes, at, end - at, bytes.subarray(second, end));
        bytes = spliced(moved, at + (end - second), 0, bytes.subarray(at, second));
      }
    }
  }
  return bytes;
}

/** Bytes without any structure. */
export function randomBytes(random: () => number): Uint8Array {
  const length = Math.floor(random() * random() * 80);
  const isSmall = random() < 0.5;
  return Uint8Array.from({ length }, () =>
    isSmall ? (INTERESTING[Math.floor(random() * INTERESTING.length)] ?? 0) : Math.floor(random() * 256),
  );
}

function spliced(bytes: Uint8Array, at: number, cut: number, put: Uint8Array): Uint8Array {
  const rest = Math.min(at + cut, bytes.length);
  const result = new Uint8Array(at + put.length + bytes.length - rest);
  result.set(bytes.subarray(0, at));
  result.set(put, at);
  result.set(bytes.subarray(rest), at + put.length);
  return result;
}

/** The shortest bytes that still fail, as far as cutting and zeroing finds them. */
export function shrunk(bytes: Uint8Array, fails: (bytes: Uint8Array) => boolean): Uint8Array {
  let smallest = bytes;
  let tries = 20_000;
  const accept = (candidate: Uint8Array) => {
    if (tries-- <= 0 || !fails(candidate)) return false;
    smallest = candidate;
    return true;
  };
  for (let before = Infinity; before > smallest.length && tries > 0;) {
    before = smallest.length;
    for (let size = smallest.length; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at + size <= smallest.length;) {
        const cut = spliced(smallest, at, size, new Uint8Array(0));
        const shorter = shortened(cut, at, size);
        if (!accept(cut) && !shorter.some(accept)) at += size;
      }
    }
  }
  for (let at = 0; at < smallest.length; at++) {
    for (const value of [0, 1, 2]) {
      if ((smallest[at] ?? 0) > value && accept(spliced(smallest, at, 1, Uint8Array.of(value)))) break;
    }
  }
  return smallest;
}

/** With a length before the cut made smaller by it, for each byte that may be one. */
function shortened(bytes: Uint8Array, at: number, size: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let before = Math.max(0, at - 12); before < at; before++) {
    const length = bytes[before] ?? 0;
    if (length >= size && length < 128) found.push(spliced(bytes, before, 1, Uint8Array.of(length - size)));
  }
  return found;
}

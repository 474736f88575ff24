// Made by `framewright generate` from framewright/gossip.proto. Do not edit.
/* eslint-disable */
// The messages of the capability `announce`, types 65280 to 65282: gossiped messages are announced by their digests to
// peers that are not sent them, and fetched by those that lack them (WIRE.md §15.3).
import {
  type Codec,
  ListOfLength as $ListOfLength,
  ROOM as $ROOM,
  type Reader,
  anyUnknownKept,
  checkUnusual as $checkUnusual,
  defineCodec,
  fillHole as $fillHole,
  listOf as $listOf,
  noBytes as $noBytes,
  noRoom as $noRoom,
  plain,
  refuse as $refuse,
  setBytes as $setBytes,
  writeHeader as $writeHeader,
  writeUint32 as $writeUint32,
  writeUnknown,
} from 'framewright/codec';

// Held by constants, as engines look an import up at each use.
const ListOfLength = $ListOfLength;
const ROOM = $ROOM;
const checkUnusual = $checkUnusual;
const fillHole = $fillHole;
const listOf = $listOf;
const noBytes = $noBytes;
const noRoom = $noRoom;
const refuse = $refuse;
const setBytes = $setBytes;
const writeHeader = $writeHeader;
const writeUint32 = $writeUint32;

/** One gossiped message that the sender has, and would send. */
export interface Announcement {
  /** SHA-256 over the message's type (two bytes, big-endian) and its payload. */
  digest: Uint8Array;
  /** Its message type. */
  type: number;
  /** The length of its payload in bytes. */
  size: number;
}
/** One gossiped message that the sender has, and would send. */
export const Announcement: Codec<Announcement> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Announcement',
  fields: () => [
    { number: 1, name: 'digest', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'type', type: 'uint32' },
    { number: 3, name: 'size', type: 'uint32' },
  ],
  create: createAnnouncement,
  write: writeAnnouncement,
  read: readAnnouncement,
});

export function createAnnouncement(): Announcement {
  return {
    digest: noBytes,
    type: 0,
    size: 0,
  };
}

export function writeAnnouncement(bytes: Uint8Array, at: number, message: Announcement): number {
  const $digest = message.digest;
  if ($digest.length !== 32) refuse();
  if (!($digest instanceof Uint8Array) || $digest[31] === undefined) checkUnusual($digest, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $digest, at);
  at += 32;
  const $type = message.type;
  if ($type !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 16;
    if ($type >>> 0 === $type) {
      let bits = $type | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $type);
    }
  }
  const $size = message.size;
  if ($size !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($size >>> 0 === $size) {
      let bits = $size | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $size);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const AnnouncementObject = /* @__PURE__ */ plain(function (
  this: Announcement,
  $digest: Announcement['digest'],
  $type: Announcement['type'],
  $size: Announcement['size'],
) {
  this.digest = $digest;
  this.type = $type;
  this.size = $size;
});
export function readAnnouncement(reader: Reader, bytes: Uint8Array, pos: number, end: number): Announcement {
  const start = pos;
  let $digest: Announcement['digest'] = noBytes;
  let $type: Announcement['type'] = 0;
  let $size: Announcement['size'] = 0;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $digest = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $digest = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 16) {
    if (++pos < end && bytes[pos]! < 128) $type = bytes[pos++]!;
    else {
      $type = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 24) {
    if (++pos < end && bytes[pos]! < 128) $size = bytes[pos++]!;
    else {
      $size = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  const made = new AnnouncementObject($digest, $type, $size);
  if (pos !== end) mergeAnnouncement(reader, bytes, pos, end, made);
  if (made.digest.length === 0) {
    reader.missing('digest', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeAnnouncement(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Announcement,
): Announcement {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.digest = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 16:
        message.type = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 24:
        message.size = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Says which messages the sender has accepted and not sent to this peer (§15.3). */
export interface Announce {
  /** In any order. */
  announcements: Announcement[];
}
/** Says which messages the sender has accepted and not sent to this peer (§15.3). */
export const Announce: Codec<Announce> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Announce',
  type: 0xff00,
  priority: 'high',
  maxBytes: 8_192,
  rate: { count: 200, perMs: 1000 },
  fields: () => [
    { number: 1, name: 'announcements', type: Announcement, label: 'repeated', maxItems: 128 },
  ],
  create: createAnnounce,
  write: writeAnnounce,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeAnnounce(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 8_192) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0xff00, 0, 0, id);
    return end;
  },
  read: readAnnounce,
});

export function createAnnounce(): Announce {
  return {
    announcements: [],
  };
}

export function writeAnnounce(bytes: Uint8Array, at: number, message: Announce): number {
  const $announcements = message.announcements;
  if (!Array.isArray($announcements) || $announcements.length > 128) refuse();
  for (let index = 0; index < $announcements.length; index++) {
    const item = $announcements[index]!;
    bytes[at++] = 10;
    const start = at++;
    at = fillHole(bytes, start, writeAnnouncement(bytes, at, item));
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const AnnounceObject = /* @__PURE__ */ plain(function (
  this: Announce,
  $announcements: Announce['announcements'],
) {
  this.announcements = $announcements;
});
export function readAnnounce(reader: Reader, bytes: Uint8Array, pos: number, end: number): Announce {
  let $announcements: Announce['announcements'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    let place = 0;
    do {
      if (place >= 128) reader.room(pos + 1, place, 128);
      let item: Announcement;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      let nested: Announcement;
      {
        const end = pos + size;
        const start = pos;
        let $digest: Announcement['digest'] = noBytes;
        let $type: Announcement['type'] = 0;
        let $size: Announcement['size'] = 0;
        if (pos < end && bytes[pos] === 10) {
          const at = ++pos;
          let size = pos < end ? bytes[pos++]! : 128;
          if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
          if (size > 16383 || size > end - pos) {
            size = reader.size(bytes, at, end);
            pos = reader.pos;
          }
          if (size !== 32) reader.wrongLength(pos, size, 32);
          if (reader.buffer !== undefined) $digest = new Uint8Array(reader.buffer, reader.offset + pos, size);
          else $digest = reader.bytes(bytes, pos, size);
          pos += size;
        }
        if (pos < end && bytes[pos] === 16) {
          if (++pos < end && bytes[pos]! < 128) $type = bytes[pos++]!;
          else {
            $type = reader.uint32(bytes, pos, end);
            pos = reader.pos;
          }
        }
        if (pos < end && bytes[pos] === 24) {
          if (++pos < end && bytes[pos]! < 128) $size = bytes[pos++]!;
          else {
            $size = reader.uint32(bytes, pos, end);
            pos = reader.pos;
          }
        }
        const made = new AnnouncementObject($digest, $type, $size);
        if (pos !== end) mergeAnnouncement(reader, bytes, pos, end, made);
        if (made.digest.length === 0) {
          reader.missing('digest', start, '0 bytes instead of 32');
        }
        nested = made;
        pos = end;
      }
      item = nested;
      reader.depth--;
      if (place > 1) $announcements![place] = item;
      else if (place === 0) $announcements = listOf(item);
      else if (!(pos < end && bytes[pos] === 10)) $announcements = listOf($announcements![0]!, item);
      else {
        const first = $announcements![0]!;
        $announcements = new ListOfLength<Announcement>(2 + reader.run(bytes, pos + 1, end, 10, 128));
        $announcements[0] = first;
        $announcements[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 10);
  }
  const made = new AnnounceObject($announcements ?? []);
  if (pos !== end) mergeAnnounce(reader, bytes, pos, end, made);
  return made;
}

export function mergeAnnounce(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Announce,
): Announce {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        reader.room(pos, message.announcements.length, 128);
        const inner = reader.enter(bytes, pos, end);
        message.announcements.push(readAnnouncement(reader, bytes, reader.pos, inner));
        reader.leave();
        pos = inner;
        break;
      }
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks for messages that the receiver has announced. Each comes as a message of its own type, or in a Missing. */
export interface Fetch {
  /** The digests of their announcements. */
  digests: Uint8Array[];
}
/** Asks for messages that the receiver has announced. Each comes as a message of its own type, or in a Missing. */
export const Fetch: Codec<Fetch> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Fetch',
  type: 0xff01,
  priority: 'high',
  maxBytes: 8_192,
  rate: { count: 1000, perMs: 1000 },
  fields: () => [
    { number: 1, name: 'digests', type: 'bytes', label: 'repeated', maxItems: 128, exactBytes: 32 },
  ],
  create: createFetch,
  write: writeFetch,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeFetch(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 8_192) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0xff01, 0, 0, id);
    return end;
  },
  read: readFetch,
});

export function createFetch(): Fetch {
  return {
    digests: [],
  };
}

export function writeFetch(bytes: Uint8Array, at: number, message: Fetch): number {
  const $digests = message.digests;
  if (!Array.isArray($digests) || $digests.length > 128) refuse();
  for (let index = 0; index < $digests.length; index++) {
    const item = $digests[index]!;
    if (item.length !== 32) refuse();
    if (!(item instanceof Uint8Array) || item[31] === undefined) checkUnusual(item, 32);
    if (at + 32 + ROOM > bytes.length) noRoom();
    bytes[at++] = 10;
    bytes[at++] = 32;
    setBytes.call(bytes, item, at);
    at += 32;
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const FetchObject = /* @__PURE__ */ plain(function (this: Fetch, $digests: Fetch['digests']) {
  this.digests = $digests;
});
export function readFetch(reader: Reader, bytes: Uint8Array, pos: number, end: number): Fetch {
  let $digests: Fetch['digests'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    $digests = new ListOfLength<Uint8Array>(reader.run(bytes, pos + 1, end, 10, 128));
    let place = 0;
    do {
      if (place >= 128) reader.room(pos + 1, place, 128);
      if (--reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      if (size !== 32) reader.wrongLength(pos, size, 32);
      if (reader.buffer !== undefined) $digests[place++] = new Uint8Array(reader.buffer, reader.offset + pos, size);
      else $digests[place++] = reader.bytes(bytes, pos, size);
      pos += size;
    } while (pos < end && bytes[pos] === 10);
  }
  const made = new FetchObject($digests ?? []);
  if (pos !== end) mergeFetch(reader, bytes, pos, end, made);
  return made;
}

export function mergeFetch(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Fetch,
): Fetch {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        reader.room(pos, message.digests.length, 128);
        reader.element(pos);
        message.digests.push(reader.exactByteField(bytes, pos, end, 32));
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Answers a Fetch for what the sender does not send: it has forgotten it, or has not announced it to this peer. */
export interface Missing {
  /** The digests that were asked for. */
  digests: Uint8Array[];
}
/** Answers a Fetch for what the sender does not send: it has forgotten it, or has not announced it to this peer. */
export const Missing: Codec<Missing> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Missing',
  type: 0xff02,
  priority: 'high',
  maxBytes: 8_192,
  rate: { count: 1000, perMs: 1000 },
  fields: () => [
    { number: 1, name: 'digests', type: 'bytes', label: 'repeated', maxItems: 128, exactBytes: 32 },
  ],
  create: createMissing,
  write: writeMissing,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeMissing(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 8_192) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0xff02, 0, 0, id);
    return end;
  },
  read: readMissing,
});

export function createMissing(): Missing {
  return {
    digests: [],
  };
}

export function writeMissing(bytes: Uint8Array, at: number, message: Missing): number {
  const $digests = message.digests;
  if (!Array.isArray($digests) || $digests.length > 128) refuse();
  for (let index = 0; index < $digests.length; index++) {
    const item = $digests[index]!;
    if (item.length !== 32) refuse();
    if (!(item instanceof Uint8Array) || item[31] === undefined) checkUnusual(item, 32);
    if (at + 32 + ROOM > bytes.length) noRoom();
    bytes[at++] = 10;
    bytes[at++] = 32;
    setBytes.call(bytes, item, at);
    at += 32;
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const MissingObject = /* @__PURE__ */ plain(function (this: Missing, $digests: Missing['digests']) {
  this.digests = $digests;
});
export function readMissing(reader: Reader, bytes: Uint8Array, pos: number, end: number): Missing {
  let $digests: Missing['digests'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    $digests = new ListOfLength<Uint8Array>(reader.run(bytes, pos + 1, end, 10, 128));
    let place = 0;
    do {
      if (place >= 128) reader.room(pos + 1, place, 128);
      if (--reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      if (size !== 32) reader.wrongLength(pos, size, 32);
      if (reader.buffer !== undefined) $digests[place++] = new Uint8Array(reader.buffer, reader.offset + pos, size);
      else $digests[place++] = reader.bytes(bytes, pos, size);
      pos += size;
    } while (pos < end && bytes[pos] === 10);
  }
  const made = new MissingObject($digests ?? []);
  if (pos !== end) mergeMissing(reader, bytes, pos, end, made);
  return made;
}

export function mergeMissing(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Missing,
): Missing {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        reader.room(pos, message.digests.length, 128);
        reader.element(pos);
        message.digests.push(reader.exactByteField(bytes, pos, end, 32));
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

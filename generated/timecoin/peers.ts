// Made by `framewright generate` from timecoin/peers.proto. Do not edit.
/* eslint-disable */
// Finding more peers. Types 0x0600 to 0x06FF.
import {
  type Codec,
  type Reader,
  type RequestCodec,
  type RequestOptions,
  type Requester,
  anyUnknownKept,
  checkMessage as $checkMessage,
  defineCodec,
  defineRequest,
  nextId as $nextId,
  noRoom as $noRoom,
  plain,
  refuse as $refuse,
  writeHeader as $writeHeader,
  writeStrings as $writeStrings,
  writeUnknown,
} from 'framewright/codec';

// Held by constants, as engines look an import up at each use.
const checkMessage = $checkMessage;
const nextId = $nextId;
const noRoom = $noRoom;
const refuse = $refuse;
const writeHeader = $writeHeader;
const writeStrings = $writeStrings;

/** Asks for addresses of other nodes. */
export type GetPeers = Record<string, never>;
/** Asks for addresses of other nodes. */
export const GetPeers: RequestCodec<GetPeers, PeersResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.GetPeers',
  type: 0x0600,
  maxBytes: 64,
  response: () => PeersResponse,
  fields: () => [],
  create: createGetPeers,
  write: writeGetPeers,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGetPeers(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0600, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readGetPeers,
});

export function createGetPeers(): GetPeers {
  return {};
}

export function writeGetPeers(bytes: Uint8Array, at: number, message: GetPeers): number {
  checkMessage(message);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GetPeersObject = /* @__PURE__ */ plain(function (this: GetPeers) {
});
export function readGetPeers(reader: Reader, bytes: Uint8Array, pos: number, end: number): GetPeers {
  const made = new GetPeersObject();
  if (pos !== end) mergeGetPeers(reader, bytes, pos, end, made);
  return made;
}

export function mergeGetPeers(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GetPeers,
): GetPeers {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    pos = reader.unknown(tag, bytes, pos, end, message);
  }
  return message;
}

/** Answers GetPeers. */
export interface PeersResponse {
  /** Addresses, "ip:port", an IPv6 address in brackets; at most 1024. */
  peers: string[];
}
/** Answers GetPeers. */
export const PeersResponse: Codec<PeersResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.PeersResponse',
  type: 0x0601,
  isResponse: true,
  maxBytes: 131_072,
  fields: () => [
    { number: 1, name: 'peers', type: 'string', label: 'repeated', maxItems: 1_024, maxBytes: 64 },
  ],
  create: createPeersResponse,
  write: writePeersResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writePeersResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0601, 1, 0, id);
    return end;
  },
  read: readPeersResponse,
});

export function createPeersResponse(): PeersResponse {
  return {
    peers: [],
  };
}

export function writePeersResponse(bytes: Uint8Array, at: number, message: PeersResponse): number {
  const $peers = message.peers;
  if (!Array.isArray($peers) || $peers.length > 1024) refuse();
  at = writeStrings(bytes, at, 10, $peers, 64);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const PeersResponseObject = /* @__PURE__ */ plain(function (
  this: PeersResponse,
  $peers: PeersResponse['peers'],
) {
  this.peers = $peers;
});
export function readPeersResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): PeersResponse {
  let $peers: PeersResponse['peers'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    $peers = reader.texts(bytes, pos + 1, end, 10, 1024, 64);
    pos = reader.pos;
  }
  const made = new PeersResponseObject($peers ?? []);
  if (pos !== end) mergePeersResponse(reader, bytes, pos, end, made);
  return made;
}

export function mergePeersResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: PeersResponse,
): PeersResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        reader.room(pos, message.peers.length, 1024);
        reader.element(pos);
        message.peers.push(reader.string(bytes, pos, end, 64));
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** What a node answers about its peers. */
export interface PeersClient {
  /** Addresses of other nodes. */
  getPeers(message: GetPeers, options?: RequestOptions): Promise<PeersResponse>;
}

/** How this node answers Peers; `context` says who asks. */
export interface PeersHandlers<Context> {
  /** Addresses of other nodes. */
  getPeers(message: GetPeers, context: Context): PeersResponse | Promise<PeersResponse>;
}

/** The requests of Peers by method: what a node registers PeersHandlers with. */
export const peersService: {
  readonly getPeers: RequestCodec<GetPeers, PeersResponse>;
} = {
  getPeers: GetPeers,
};

/** Peers at a peer. */
export function peersClient(requester: Requester): PeersClient {
  return {
    getPeers: (message, options) => requester.request(peersService.getPeers, message, options),
  };
}

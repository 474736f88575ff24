// framewright: nodes, connections, and what both move. Codecs come generated; their types are in framewright/codec.
export { createNode, Node } from './node/node.js';
export type { BanOptions, BroadcastOptions, NodeStats } from './node/node.js';
export type { NodeOptions } from './node/options.js';
export type { NodeEvents } from './node/node-events.js';
export type { LinkStats } from './node/links.js';
export type { WaitOptions } from './node/wait.js';
export type {
  AnswerOf,
  Context,
  GossipHandler,
  GossipOutcome,
  Handler,
  MessageOf,
  ResponseOf,
  Service,
  ServiceHandlers,
} from './node/handler.js';
export type { GossipLimits } from './node/gossip-limits.js';
export type { GossipOptions } from './node/gossip.js';
export type { GossipStats } from './node/gossip-stats.js';
export { AddressBook, AddressSource } from './node/address-book.js';
export type { KnownAddress } from './node/address-book.js';
export { Guard } from './node/guard.js';
export type { Ban, GuardOptions } from './node/guard.js';
export type { ReconnectOptions } from './node/backoff.js';
export type { DialTarget, TargetState } from './node/dialer.js';
export { fileStore, memoryStore } from './node/text-store.js';
export type { TextStore } from './node/text-store.js';

export { PeerConnection } from './peer/connection.js';
export type { ConnectionStats } from './peer/connection-stats.js';
export { PeerConnectionRegistry } from './peer/registry.js';
export type { RegistryEvents, RegistryOptions, RegistryStats } from './peer/registry.js';
export { PeerError, RequestError, ResponseError } from './peer/errors.js';
export type { PeerErrorCode, RequestErrorCode } from './peer/errors.js';
export type { ConnectionLimits } from './peer/limits.js';
export type {
  ConnectionState,
  Delivery,
  Direction,
  Disconnect,
  HandlerTask,
  InboundMessage,
  LocalPeer,
  PeerId,
  Refusal,
  RemotePeer,
  RequestOptions,
} from './peer/peer.js';

export { tcp } from './transport/tcp.js';
export { websocket } from './transport/websocket.js';
export { TransportError } from './transport/errors.js';
export type { TransportErrorCode } from './transport/errors.js';
export type { Listener, Transport, TransportKind } from './transport/transport.js';

export { DecodeError, EncodeError } from './codec/errors.js';
export type { Catalog } from './codec/catalog.js';
export type { Codec, RequestCodec, StreamCodec } from './codec/codec.js';
export { ErrorCode, GoodbyeCode, ProtocolError } from './wire/codes.js';
export { Frame } from './wire/frame.js';

export { createLog } from './observe/log.js';
export type { LogLevel, LogOptions } from './observe/log.js';
export type { Log, LogFields } from './platform/log.js';
export { silentLog } from './platform/log.js';
export type { Clock, Random, Runtime, Timer } from './platform/clock.js';

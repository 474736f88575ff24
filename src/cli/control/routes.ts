import { Transaction } from '../../../generated/timecoin/types.js';
import type { JsonValue } from '../../codec/codec.js';
import { DecodeError } from '../../codec/errors.js';
import { schemeOf } from '../../node/address.js';
import type { Ban } from '../../node/guard.js';
import { MAX_REASON } from '../../node/guard-record.js';
import { offenderNames } from '../../node/offender.js';
import type { PeerConnection } from '../../peer/connection.js';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import type { TimeNode } from '../../timecoin/index.js';
import { networkNamed, TransactionError, txid } from '../../timecoin/index.js';
import { hex } from '../../timecoin/hash.js';
import { formatAddress, parseAddress } from '../../transport/address.js';
import { TransportError } from '../../transport/errors.js';
import { GoodbyeCode } from '../../wire/codes.js';
import type {
  BanAnswer,
  BanReport,
  ConnectAnswer,
  DisconnectAnswer,
  PeerReport,
  StopAnswer,
  SubmitAnswer,
  UnbanAnswer,
} from './api.js';
import { ControlError, ControlFault } from './api.js';
import { connectTo } from './connect-to.js';
import type { Answer, AnswerRequest } from './server.js';
import type { NodeProcess } from '../status-report.js';
import { statusReport } from '../status-report.js';
import { findOffender, findPeer, offenderOf, parseWho } from './who.js';

/** What the control socket's routes work on. */
export interface Controlled extends NodeProcess {
  /** A text says why there is none to speak of: it starts, or it stops. */
  node(): TimeNode | string;
  /** Asks for an orderly end. */
  stop(): void;
  readonly log: Log;
}

type Fields = Readonly<Record<string, unknown>>;
type Route = (node: TimeNode, fields: Fields, controlled: Controlled) => object | Promise<object>;

const STOP = 'POST /stop';

/** All that the control socket does, with the fields that a body may have. */
const routes: Readonly<Record<string, { readonly fields: readonly string[]; readonly answer: Route }>> = {
  'GET /status': { fields: [], answer: (node, _, controlled) => statusReport(node, controlled) },
  'GET /peers': {
    fields: [],
    answer: ({ node }, _, { clock }) => ({ peers: node.connections.map((each) => peerReport(each, clock)) }),
  },
  'GET /bans': { fields: [], answer: ({ node }) => ({ bans: node.bans().map(banReport) }) },
  'POST /ban': { fields: ['who', 'forMs', 'reason'], answer: ban },
  'POST /unban': { fields: ['who'], answer: unban },
  'POST /connect': { fields: ['address'], answer: connect },
  'POST /submit': { fields: ['transaction'], answer: submit },
  'POST /disconnect': { fields: ['who'], answer: disconnect },
};

const MAX_TEXT = 256;

/** Answers requests to the control socket of one node. */
export function controlRoutes(controlled: Controlled): AnswerRequest {
  return async (method, path, body): Promise<Answer> => {
    const name = `${method} ${path}`;
    if (name === STOP) {
      fieldsOf(body, []);
      controlled.stop();
      const value: StopAnswer = { pid: process.pid };
      return { value, held: true };
    }
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (route === undefined) {
      const known = [...Object.keys(routes), STOP].join(', ');
      throw new ControlError(ControlFault.NO_SUCH_METHOD, `there is no ${name} here; there are ${known}`);
    }
    const fields = fieldsOf(body, route.fields);
    const node = controlled.node();
    if (typeof node === 'string') throw new ControlError(ControlFault.UNREADY, node);
    return { value: await route.answer(node, fields, controlled) };
  };
}

function peerReport(connection: PeerConnection, clock: Clock): PeerReport {
  const { peer, address, direction, openedAt } = connection;
  const stats = connection.stats();
  return {
    id: peer?.id ?? '',
    address,
    direction,
    agent: peer?.userAgent ?? '',
    capabilities: [...(peer?.capabilities ?? [])],
    listenPort: peer?.listenPort ?? 0,
    connectedMs: Math.round(clock.now() - openedAt),
    ...stats,
    rttMs: Number.isNaN(stats.rttMs) ? null : stats.rttMs,
  };
}

function banReport({ forMs, ...ban }: Ban): BanReport {
  return { ...ban, forMs: Number.isFinite(forMs) ? Math.ceil(forMs) : null };
}

async function ban({ node }: TimeNode, fields: Fields): Promise<BanAnswer> {
  const offender = offenderOf(node.connections, parseWho(textField(fields, 'who')));
  const forMs = forMsField(fields);
  const reason = fields['reason'] === undefined ? undefined : textField(fields, 'reason', MAX_REASON);
  if (offender === node.id) throw new ControlError(ControlFault.REFUSED, 'that is this node itself');
  const disconnected = node.connections.flatMap(({ address, peer }) =>
    peer !== undefined && offenderNames(address, peer.id).includes(offender) ? peer.id : [],
  );
  return { ...banReport(await node.ban(offender, { forMs, reason })), disconnected };
}

async function unban({ node }: TimeNode, fields: Fields): Promise<UnbanAnswer> {
  const banned = node.bans().map(({ offender }) => offender);
  const offender = findOffender(banned, parseWho(textField(fields, 'who')));
  return { offenders: await node.unban(offender) };
}

async function disconnect({ node }: TimeNode, fields: Fields): Promise<DisconnectAnswer> {
  const connection = findPeer(node.connections, parseWho(textField(fields, 'who')));
  const { peer, address } = connection;
  if (peer === undefined) throw new ControlError(ControlFault.NO_SUCH_PEER, `${address} is gone`);
  await node.disconnect(peer.id, GoodbyeCode.NORMAL, 'disconnected by the operator');
  return { peer: peer.id, address };
}

async function submit(timeNode: TimeNode, fields: Fields): Promise<SubmitAnswer> {
  const transaction = transactionField(fields);
  try {
    const isNew = await timeNode.submit(transaction);
    return { txid: hex(txid(transaction)), isNew, peers: timeNode.node.connections.length };
  } catch (error) {
    if (!(error instanceof TransactionError)) throw error;
    throw new ControlError(ControlFault.REFUSED, `the node refuses it, ${error.code}: ${error.message}`, {
      cause: error,
    });
  }
}

/** A body is an object with none but these fields, or nothing. */
function fieldsOf(body: unknown, names: readonly string[]): Fields {
  if (body === undefined) return {};
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return bad('the body must be an object');
  for (const name of Object.keys(body)) {
    if (!names.includes(name))
      bad(`unknown field ${JSON.stringify(name)}; there are ${names.join(', ') || 'none'}`);
  }
  return body as Fields;
}

function textField(fields: Fields, name: string, longest = MAX_TEXT): string {
  const value = fields[name];
  return typeof value === 'string' && value !== '' && value.length <= longest
    ? value
    : bad(`${name} must be a text of 1 to ${longest} characters`);
}

function forMsField({ forMs }: Fields): number {
  if (forMs === undefined || forMs === null) return Infinity;
  return typeof forMs === 'number' && Number.isSafeInteger(forMs) && forMs > 0
    ? forMs
    : bad('forMs must be a whole number of milliseconds above 0, or null for good');
}

async function connect(timeNode: TimeNode, fields: Fields, { clock }: Controlled): Promise<ConnectAnswer> {
  return connectTo(timeNode.node, addressField(fields, timeNode), clock);
}

/** With the network's port and the scheme that this node listens on where it names none. */
function addressField(fields: Fields, timeNode: TimeNode): string {
  const { network, addresses } = timeNode.status();
  const scheme = schemeOf(addresses[0] ?? '') === 'ws' ? 'ws' : 'tcp';
  try {
    return formatAddress(
      parseAddress(textField(fields, 'address'), { scheme, port: networkNamed(network).port }),
    );
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return bad(error.message);
  }
}

function transactionField({ transaction }: Fields): Transaction {
  try {
    if (typeof transaction === 'string' && /^([0-9a-f]{2})+$/i.test(transaction)) {
      return Transaction.decode(Buffer.from(transaction, 'hex'));
    }
    if (typeof transaction === 'object') return Transaction.fromJson(transaction as JsonValue);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return bad(`transaction: ${error.message}`);
  }
  return bad('transaction must be a Transaction in hexadecimal digits, or an object with its JSON form');
}

function bad(problem: string): never {
  throw new ControlError(ControlFault.BAD_REQUEST, problem);
}

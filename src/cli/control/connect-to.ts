import type { DialFailure } from '../../node/dial-failure.js';
import type { DialTarget } from '../../node/dialer.js';
import type { Node } from '../../node/node.js';
import { safeText } from '../../observe/safe-text.js';
import { goodbyeName } from '../../peer/goodbye-code.js';
import type { Clock } from '../../platform/clock.js';
import { formatDuration } from '../../platform/duration.js';
import { GoodbyeCode } from '../../wire/codes.js';
import type { ConnectAnswer } from './api.js';
import { ControlError, ControlFault } from './api.js';

/** How long it waits for what becomes of the dial, and how often it looks. */
const CONNECT_MS = 12_000;
const LOOK_MS = 50;

/** Dials an address, and waits for what becomes of it. Throws ControlError REFUSED where the node will not dial it again. */
export async function connectTo(node: Node, address: string, clock: Clock): Promise<ConnectAnswer> {
  const bannedForMs = node.guard.bannedForMs(address);
  if (bannedForMs > 0) {
    const rest = bannedForMs === Infinity ? 'for good' : `for ${formatDuration(bannedForMs)}`;
    throw refused(`${address} is banned ${rest}; lift it with framewright unban`);
  }
  const target = (): DialTarget | undefined => node.stats().dialling.find((each) => each.address === address);
  const before = target()?.failure;
  if (!node.dial(address)) {
    const why = node.addressBook.isOwn(address)
      ? 'is this node itself'
      : 'is one address too many: the node dials as many as it can keep in mind already';
    throw refused(`${address} ${why}`);
  }
  const deadline = clock.now() + CONNECT_MS;
  for (;;) {
    const { state = 'resting', peer, failure } = target() ?? {};
    if (state === 'linked' && peer !== undefined) return { address, state: 'connected', peer, reason: null };
    const reason = failure === undefined ? null : dialProblem(failure);
    if (state === 'resting')
      throw refused(`${address}: ${reason ?? 'it is not dialled any more; see the log'}`);
    // It may be waiting since an earlier dial; should nothing happen for that, what came of it is the answer.
    if ((failure !== undefined && failure !== before) || clock.now() >= deadline) {
      return { address, state: state === 'dialling' ? state : 'waiting', peer: null, reason };
    }
    await new Promise<void>((resolve) => void clock.schedule(LOOK_MS, resolve));
  }
}

/** What the code of an end before the connection was open tells an operator, by who ended it. */
const WORDS: Readonly<Partial<Record<GoodbyeCode, { readonly local?: string; readonly remote?: string }>>> = {
  [GoodbyeCode.LOST]: { local: 'the link broke', remote: 'it closed the link without a word' },
  [GoodbyeCode.TIMEOUT]: {
    local: 'it does not answer as a node does',
    remote: 'it waited for this node in vain',
  },
  [GoodbyeCode.NETWORK]: { local: 'it is of another network', remote: 'it is of another network' },
  [GoodbyeCode.VERSION]: { local: 'it speaks another version', remote: 'it speaks another version' },
  [GoodbyeCode.SELF]: { local: 'that is this node itself', remote: 'that is this node itself' },
  [GoodbyeCode.BANNED]: {
    local: 'its node is banned here; see framewright bans',
    remote: 'it has banned this node',
  },
  [GoodbyeCode.FULL]: { local: 'no place is free here', remote: 'it has no free place' },
  [GoodbyeCode.FRAMING]: { local: 'what answers there is no node of this kind' },
  [GoodbyeCode.PROTOCOL]: { local: 'what answers there is no node of this kind' },
};

/** The reason may be the peer's own words, and goes to a terminal. */
function dialProblem(failure: DialFailure): string {
  const { code, by } = failure;
  const reason = safeText(failure.reason);
  if (code === undefined || by === undefined) return reason;
  const words = WORDS[code]?.[by] ?? goodbyeName(code);
  return reason === '' ? words : `${words} (${reason})`;
}

function refused(message: string): ControlError {
  return new ControlError(ControlFault.REFUSED, message);
}

import { MasternodeTier } from '../../generated/timecoin/types.js';
import { type MasternodeOptions, networkNamed } from '../timecoin/index.js';
import { addressRuleOf, isMasternodeAddress, isPlain } from '../timecoin/masternodes/announcement.js';
import { isReachable } from '../timecoin/masternodes/own-masternode.js';
import { formatAddress, parseAddress } from '../transport/address.js';
import { TransportError } from '../transport/errors.js';
import { CommandError } from './command.js';
import type { NodeConfig } from './node-config.js';

const TIERS: Readonly<Record<Exclude<NodeConfig['masternode'], 'none'>, MasternodeTier>> = {
  free: MasternodeTier.FREE,
  bronze: MasternodeTier.BRONZE,
  silver: MasternodeTier.SILVER,
  gold: MasternodeTier.GOLD,
};

/** What the settings say of the masternode that the node is to be. Throws CommandError where that cannot be. */
export function masternodeOptions(config: NodeConfig): MasternodeOptions | undefined {
  if (config.masternode === 'none') return undefined;
  const rewardAddress = config['reward-address'];
  if (rewardAddress === undefined || !isPlain(rewardAddress)) {
    const problem =
      'must be 1 to 128 printable ASCII characters: where the rewards of the masternode are paid to';
    throw new CommandError(2, `reward-address ${problem}`);
  }
  return { rewardAddress, address: addressIn(config), tier: TIERS[config.masternode] };
}

function addressIn(config: NodeConfig): string | undefined {
  const { network, transport, listen = [] } = config;
  const given = config['masternode-address'];
  const rule = addressRuleOf(network, transport);
  if (given === undefined) {
    if (isReachable(listen, rule)) return undefined;
    const problem = `must be given, such as 203.0.113.7:${networkNamed(network).port}`;
    const where = listen[0] === undefined ? 'the node does not listen' : `others cannot dial ${listen[0]}`;
    throw new CommandError(2, `masternode-address ${problem}: ${where}`);
  }
  const address = withPort(given, networkNamed(network).port);
  if (isMasternodeAddress(address, rule)) return address;
  throw new CommandError(2, `masternode-address must be an ip:port that others can dial, not ${given}`);
}

function withPort(address: string, port: number): string {
  try {
    return formatAddress(parseAddress(address, { port })).slice('tcp://'.length);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new CommandError(2, `masternode-address: ${error.message}`, { cause: error });
  }
}

import { GOSSIP_DEFAULTS } from '../node/gossip-limits.js';
import { choiceSetting, countSetting, listSetting, textSetting } from '../node/setting.js';
import { LOG_LEVELS } from '../observe/log.js';

/** Every setting of `framewright node`: one name for the flag, the variable and the key in the file. */
export const NODE_SETTINGS = {
  network: textSetting({
    default: 'mainnet',
    placeholder: 'NAME',
    help: 'mainnet, testnet, or the name of a network of your own',
  }),
  listen: listSetting({
    default: undefined,
    placeholder: 'ADDRESSES',
    help: 'where to accept peers, such as 0.0.0.0:24000,ws://[::]:8080; none: only dial',
    defaultText: 'port 24000, on testnet 24100, of every IPv4 interface',
  }),
  peers: listSetting({
    default: [],
    placeholder: 'ADDRESSES',
    help: 'peers to keep connections to, such as 203.0.113.7; they tell of others',
    defaultText: 'none',
  }),
  transport: choiceSetting({
    default: 'tcp',
    choices: ['tcp', 'ws'],
    placeholder: 'KIND',
    help: 'tcp or ws, for addresses that do not begin with tcp:// or ws://',
  }),
  'data-dir': textSetting({
    default: undefined,
    placeholder: 'FOLDER',
    help: 'where blocks, keys and known addresses are kept; none: in memory',
    defaultText: 'framewright-data/NETWORK, here',
  }),
  'control-socket': textSetting({
    default: undefined,
    placeholder: 'PATH',
    help: 'Unix socket for framewright status, stop and others; none: they cannot reach it',
    defaultText: 'control.sock in data-dir; none without one',
  }),
  'block-interval': textSetting({
    default: 'none',
    placeholder: 'DURATION',
    help: 'make a block of what is pending this often, such as 10m; none: only follow',
  }),
  masternode: choiceSetting({
    default: 'none',
    choices: ['none', 'free', 'bronze', 'silver', 'gold'],
    placeholder: 'TIER',
    help: 'be a masternode of this tier: free, bronze, silver or gold; none: be no masternode',
  }),
  'masternode-address': textSetting({
    default: undefined,
    placeholder: 'ADDRESS',
    help: 'IP and port at which others reach the masternode, such as 203.0.113.7:24000',
    defaultText: 'the first address in listen, if others can dial that',
  }),
  'reward-address': textSetting({
    default: undefined,
    placeholder: 'TEXT',
    help: "where the masternode's rewards are paid to; a masternode needs it",
    defaultText: 'none',
  }),
  'max-connections': countSetting({
    default: 50,
    least: 1,
    most: 10_000,
    placeholder: 'COUNT',
    help: 'connections in all; peers beyond are told to come later',
  }),
  'wanted-connections': countSetting({
    default: 8,
    least: 0,
    most: 1_000,
    placeholder: 'COUNT',
    help: 'below this many, known addresses are dialled too',
  }),
  'gossip-fanout': countSetting({
    default: GOSSIP_DEFAULTS.fanout,
    least: 1,
    most: 10_000,
    placeholder: 'COUNT',
    help: 'peers that a small message is sent on to; the others hear of it, and fetch what they lack',
  }),
  'gossip-announce-bytes': countSetting({
    default: GOSSIP_DEFAULTS.announceBytes,
    least: 64,
    most: 16_777_216,
    placeholder: 'BYTES',
    help: 'from this size on a message is announced to peers, and goes to those that lack it',
  }),
  compress: choiceSetting({
    default: 'on',
    choices: ['on', 'off'],
    placeholder: 'CHOICE',
    help: 'on or off: deflate lists of blocks and the like for peers that can inflate them',
  }),
  'log-level': choiceSetting({
    default: 'info',
    choices: LOG_LEVELS,
    placeholder: 'LEVEL',
    help: 'debug, info, warn, error or silent; info is a line for each event that matters',
  }),
  'log-format': choiceSetting({
    default: 'auto',
    choices: ['auto', 'text', 'json'],
    placeholder: 'FORMAT',
    help: 'text, json or auto: text on a terminal, JSON elsewhere',
  }),
} as const;

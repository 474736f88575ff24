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
    placeholder: 'ADDRESS,…',
    help: 'where to accept peers, e.g. 0.0.0.0:24000 or ws://[::]:8080; port 0 lets the system choose; none: only dial',
    defaultText: "the network's port (24000, testnet 24100) on every IPv4 interface",
  }),
  peers: listSetting({
    default: [],
    placeholder: 'ADDRESS,…',
    help: 'peers to keep connections to; they tell of others',
    defaultText: 'none',
  }),
  transport: choiceSetting({
    default: 'tcp',
    choices: ['tcp', 'ws'],
    help: 'what carries addresses that do not begin with tcp:// or ws://',
  }),
  'data-dir': textSetting({
    default: undefined,
    placeholder: 'FOLDER',
    help: 'where blocks, the node key and known addresses are kept; none: in memory, gone when the node stops',
    defaultText: 'framewright-data/NETWORK in the current folder',
  }),
  'max-connections': countSetting({
    default: 125,
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
  'log-level': choiceSetting({
    default: 'info',
    choices: LOG_LEVELS,
    help: 'info: a line for each event that matters; debug: failed dials and the like too',
  }),
  'log-format': choiceSetting({
    default: 'auto',
    choices: ['auto', 'text', 'json'],
    help: 'auto: text on a terminal, JSON elsewhere',
  }),
} as const;

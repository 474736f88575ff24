import { describe, expect, test } from 'vitest';
import type { ConfigInput } from '../../src/node/config.js';
import { resolveConfig } from '../../src/node/config.js';
import { nearestName } from '../../src/node/nearest-name.js';
import {
  choiceSetting,
  ConfigError,
  countSetting,
  listSetting,
  switchSetting,
  textSetting,
} from '../../src/node/setting.js';

const table = {
  network: textSetting({ default: 'mainnet', placeholder: 'NAME', help: '' }),
  peers: listSetting({ default: [], placeholder: 'ADDRESSES', help: '' }),
  'max-connections': countSetting({ default: 125, least: 1, most: 10_000, placeholder: 'COUNT', help: '' }),
  'log-level': choiceSetting({
    default: 'info',
    choices: ['debug', 'info', 'warn'],
    placeholder: 'LEVEL',
    help: '',
  }),
  produce: switchSetting({ default: false, help: '' }),
};
const inFile = (values: Record<string, unknown>) => ({ path: 'node.toml', values });
const resolve = (input: ConfigInput) => resolveConfig(table, input);

describe('resolveConfig', () => {
  test('flags before the environment before the file before the default', () => {
    const all: ConfigInput = {
      flags: { network: 'from-flag' },
      environment: { FRAMEWRIGHT_NETWORK: 'from-environment', FRAMEWRIGHT_PEERS: 'a, b,,' },
      file: inFile({ network: 'from-file', peers: ['c'], 'max-connections': 7 }),
    };
    const { values, origins } = resolve(all);
    expect(values).toEqual({
      network: 'from-flag',
      peers: ['a', 'b'],
      'max-connections': 7,
      'log-level': 'info',
      produce: false,
    });
    expect(origins).toEqual({
      network: 'flag',
      peers: 'environment',
      'max-connections': 'file',
      'log-level': 'default',
      produce: 'default',
    });
    expect(resolve({ ...all, flags: {} }).values.network).toBe('from-environment');
    expect(resolve({ ...all, flags: {}, environment: {} }).values.network).toBe('from-file');
    expect(resolve({}).values.network).toBe('mainnet');
  });

  test('an empty variable is no value, an empty flag is a wrong one', () => {
    expect(resolve({ environment: { FRAMEWRIGHT_NETWORK: '' } }).origins.network).toBe('default');
    expect(() => resolve({ flags: { network: '' } })).toThrow(
      '--network must be a text of one character or more',
    );
  });

  test.each<[string, ConfigInput, string]>([
    [
      'flag',
      { flags: { 'max-connections': '0' } },
      '--max-connections must be a whole number from 1 to 10000',
    ],
    [
      'flag',
      { flags: { 'max-connections': '1e3' } },
      '--max-connections must be a whole number from 1 to 10000',
    ],
    [
      'flag',
      { flags: { 'max-connections': ' 5' } },
      '--max-connections must be a whole number from 1 to 10000',
    ],
    ['flag', { flags: { 'log-level': 'loud' } }, '--log-level must be one of debug, info, warn'],
    ['flag', { flags: { network: true } }, '--network must be a text'],
    [
      'variable',
      { environment: { FRAMEWRIGHT_PRODUCE: 'yes' } },
      'FRAMEWRIGHT_PRODUCE must be true or false',
    ],
    [
      'file',
      { file: inFile({ 'max-connections': '5' }) },
      'node.toml: max-connections must be a whole number',
    ],
    [
      'file',
      { file: inFile({ 'max-connections': 1.5 }) },
      'node.toml: max-connections must be a whole number',
    ],
    ['file', { file: inFile({ peers: 'a' }) }, 'node.toml: peers must be a list of texts'],
    ['file', { file: inFile({ peers: [1] }) }, 'node.toml: peers must be a list of texts'],
    ['file', { file: inFile({ produce: 'true' }) }, 'node.toml: produce must be true or false'],
    [
      'file',
      { file: inFile({ max_connection: 5 }) },
      'unknown setting "max_connection"; did you mean max-connections?',
    ],
    ['file', { file: inFile({ wildlyOther: 5 }) }, 'unknown setting "wildlyOther"'],
    ['file', { file: inFile({ constructor: 5 }) }, 'unknown setting "constructor"'],
  ])('a wrong value in a %s is named', (_where, input, text) => {
    expect(() => resolve(input)).toThrow(ConfigError);
    expect(() => resolve(input)).toThrow(text);
  });

  test.each([
    ['FRAMEWRIGHT_MAX_CONECTIONS', 'FRAMEWRIGHT_MAX_CONNECTIONS'],
    ['FRAMEWRIGHT_PEER', 'FRAMEWRIGHT_PEERS'],
    ['FRAMEWRIGHT_max_connections', 'FRAMEWRIGHT_MAX_CONNECTIONS'],
    ['FRAMEWRIGHT_CONFG', 'FRAMEWRIGHT_CONFIG'],
  ])('%s is a typing error', (variable, meant) => {
    expect(() => resolve({ environment: { [variable]: 'x' } })).toThrow(
      `${variable} is no setting; did you mean ${meant}?`,
    );
  });

  test.each(['FRAMEWRIGHT_PYTHON', 'FRAMEWRIGHT_REQUIRE', 'FRAMEWRIGHT_CONFIG', 'FRAMEWRIGHTPEER', 'PEER'])(
    '%s is none of ours',
    (variable) => {
      expect(resolve({ environment: { [variable]: 'x' } }).origins.peers).toBe('default');
    },
  );

  test('values of a file and of the environment are the same types', () => {
    const fromFile = resolve({ file: inFile({ produce: true, 'max-connections': 9, peers: ['x'] }) }).values;
    const fromEnvironment = resolve({
      environment: { FRAMEWRIGHT_PRODUCE: '1', FRAMEWRIGHT_MAX_CONNECTIONS: '9', FRAMEWRIGHT_PEERS: 'x' },
    }).values;
    expect(fromEnvironment).toEqual(fromFile);
    expect(resolve({ flags: { produce: true } }).values.produce).toBe(true);
  });
});

test.each([
  ['lisen', 'listen'],
  ['peer', 'peers'],
  ['Max_Connections', 'max-connections'],
  ['log', undefined],
  ['zzz', undefined],
])('the name nearest to %s is %s', (name, nearest) => {
  expect(nearestName(name, ['listen', 'peers', 'max-connections', 'log-level'])).toBe(nearest);
});

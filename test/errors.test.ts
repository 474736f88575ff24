import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(root, 'src', path), 'utf8'));
const source = sources.join('\n');

/** Rows of the table in ERRORS.md as "Class CODE". */
function documented(): string[] {
  let current = '';
  return readFileSync(join(root, 'src/ERRORS.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, name, code] = /^\| +(?:`(\w+)`)? +\| (?:`([A-Z_]+)` )?/.exec(line) ?? [];
      if (name !== undefined) current = name;
      return code === undefined ? [] : [`${current} ${code}`];
    });
}

/** What the sources declare: the literal codes of a class, of its union type, or of the const object that lists them. */
function declared(): string[] {
  const lists: Readonly<Record<string, RegExp>> = {
    EncodeError: /class EncodeError.*?readonly code = ('\w+');/s,
    DecodeError: /class DecodeError.*?readonly code = ('\w+');/s,
    SchemaError: /class SchemaError.*?readonly code = ('\w+');/s,
    PeerError: /type PeerErrorCode =(.*?);/s,
    RequestError: /type RequestErrorCode =(.*?);/s,
    TransportError: /type TransportErrorCode =(.*?);/s,
    TransactionError: /const TransactionFault = \{(.*?)\}/s,
    BlockError: /const BlockFault = \{(.*?)\}/s,
    UtxoError: /const UtxoFault = \{(.*?)\}/s,
    MasternodeError: /const MasternodeFault = \{(.*?)\}/s,
    ConsensusError: /const ConsensusFault = \{(.*?)\}/s,
    StoreError: /const StoreFault = \{(.*?)\}/s,
    ControlError: /const ControlFault = \{(.*?)\}/s,
  };
  return Object.entries(lists).flatMap(([name, pattern]) =>
    [...(pattern.exec(source)?.[1] ?? '').matchAll(/'([A-Z_]+)'/g)].map(([, code]) => `${name} ${code}`),
  );
}

describe('ERRORS.md', () => {
  it('lists every code of the sources and no other', () => {
    expect(documented().toSorted()).toEqual(declared().toSorted());
  });

  it('lists no code that nothing makes', () => {
    const uses = documented().map((row) => {
      const [name = '', code = ''] = row.split(' ');
      const literal = new RegExp(`'${code}'|\\.${code}\\b`, 'g');
      const declarations = declared().filter((each) => each.endsWith(` ${code}`)).length;
      return { name, code, used: (source.match(literal) ?? []).length - declarations };
    });
    const constant = new Set(['ENCODE', 'DECODE', 'SCHEMA']);
    expect(uses.filter(({ code, used }) => used < 1 && !constant.has(code))).toEqual([]);
  });
});

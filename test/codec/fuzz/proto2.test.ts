import { beforeAll, describe, expect, it } from 'vitest';
import { allEditions, allProto2 } from '../all-proto2.js';
import { codecIn, importGenerated, modelOf, oracleOf, verifyText } from '../compiled.js';
import { fuzz, inputs, timeoutOf, type Target } from './fuzz.js';

const PROTO2_COUNT = inputs(200_000);
const EDITION_COUNT = inputs(120_000);

describe('hostile bytes against protobufjs', () => {
  const targets: Record<string, Target> = {};
  beforeAll(async () => {
    const proto2 = await importGenerated('fuzz-proto2', modelOf(allProto2), 'two/two');
    const plain = await importGenerated('fuzz-editions', modelOf(allEditions), 'edition/plain');
    const legacy = await importGenerated('fuzz-editions-legacy', modelOf(allEditions), 'edition/legacy');
    const two = verifyText(oracleOf(allProto2));
    const editions = verifyText(oracleOf(allEditions));
    for (const [name, module, oracle] of [
      ['two.Two', proto2, two],
      ['two.Needs', proto2, two],
      ['edition.Plain', plain, editions],
      ['edition.Legacy', legacy, editions],
    ] as const) {
      targets[name] = { codec: codecIn(module, name.split('.')[1]!), type: oracle.lookupType(name) };
    }
  });

  it.each([
    ['two.Two', PROTO2_COUNT],
    ['two.Needs', PROTO2_COUNT / 5],
    ['edition.Plain', EDITION_COUNT],
    ['edition.Legacy', EDITION_COUNT],
  ])(
    'has the same verdict and the same message as %s',
    (name, count) => {
      const verdicts = fuzz(targets[name]!, count);
      expect(verdicts.accepted).toBeGreaterThan(count / 10);
      expect(verdicts.refused).toBeGreaterThan(count / 5);
    },
    timeoutOf(PROTO2_COUNT),
  );
});

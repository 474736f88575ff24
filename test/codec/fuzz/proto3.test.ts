import { beforeAll, describe, expect, it } from 'vitest';
import { allFields } from '../all-fields.js';
import { codecIn, importGenerated, modelOf, oracleOf } from '../compiled.js';
import { fuzz, inputs, timeoutOf, type Target } from './fuzz.js';

const COUNT = inputs(200_000);

describe('hostile bytes against protobufjs', () => {
  let target: Target;
  beforeAll(async () => {
    const module = await importGenerated('fuzz-proto3', modelOf(allFields), 'all/all');
    target = { codec: codecIn(module, 'All'), type: oracleOf(allFields).lookupType('all.All') };
  });

  it(
    'has the same verdict and the same message for every kind of field of proto3',
    () => {
      const verdicts = fuzz(target, COUNT);
      expect(verdicts.accepted).toBeGreaterThan(COUNT / 5);
      expect(verdicts.refused).toBeGreaterThan(COUNT / 5);
    },
    timeoutOf(COUNT),
  );
});

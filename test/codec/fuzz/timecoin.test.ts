import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SchemaModel } from '../../../src/compiler/model.js';
import { codecIn, importGenerated, modelOf, oracleOf, withoutLimits, type ProtoFiles } from '../compiled.js';
import { fuzz, fuzzLimits, inputs, timeoutOf, type Target } from './fuzz.js';

const COUNT = inputs(350_000);
const LIMITED_COUNT = inputs(60_000);

const folder = join(import.meta.dirname, '../../../proto/timecoin');
const files: ProtoFiles = Object.fromEntries(
  readdirSync(folder).map((name) => [`timecoin/${name}`, readFileSync(join(folder, name), 'utf8')]),
);

/** A target for each message of the schema that has fields. */
async function targetsOf(name: string, model: SchemaModel): Promise<Target[]> {
  const oracle = oracleOf(files);
  const targets: Target[] = [];
  for (const file of model.files.filter(({ package: own }) => own === 'timecoin')) {
    const module = await importGenerated(name, model, file.path.replace(/\.proto$/, ''));
    for (const message of file.messages.filter(({ fields }) => fields.length > 0)) {
      targets.push({ codec: codecIn(module, message.typeName), type: oracle.lookupType(message.fullName) });
    }
  }
  return targets;
}

describe('hostile bytes as messages of the TIME network, against protobufjs', () => {
  let unlimited: Target[];
  let limited: Target[];
  beforeAll(async () => {
    unlimited = await targetsOf('fuzz-timecoin', withoutLimits(modelOf(files)));
    limited = await targetsOf('fuzz-timecoin-limited', modelOf(files));
  });

  it(
    'have the same verdict and the same message without the limits of the schema',
    () => {
      const verdicts = { accepted: 0, refused: 0 };
      for (const target of unlimited) {
        const { accepted, refused } = fuzz(target, Math.ceil(COUNT / unlimited.length));
        verdicts.accepted += accepted;
        verdicts.refused += refused;
      }
      expect(verdicts.accepted).toBeGreaterThan(COUNT / 5);
      expect(verdicts.refused).toBeGreaterThan(COUNT / 5);
    },
    timeoutOf(COUNT),
  );

  it(
    'with the limits are refused for a limit or by both, and keep every limit if not',
    () => {
      const verdicts = { accepted: 0, refused: 0, limited: 0 };
      for (const target of limited) {
        const found = fuzzLimits(target, Math.ceil(LIMITED_COUNT / limited.length));
        verdicts.accepted += found.accepted;
        verdicts.refused += found.refused;
        verdicts.limited += found.limited;
      }
      expect(verdicts.accepted).toBeGreaterThan(LIMITED_COUNT / 20);
      expect(verdicts.refused).toBeGreaterThan(LIMITED_COUNT / 5);
      expect(verdicts.limited).toBeGreaterThan(LIMITED_COUNT / 20);
    },
    timeoutOf(LIMITED_COUNT),
  );
});

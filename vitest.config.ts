import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes minutes: begun last, it would run on while the other cores stand idle. */
const LONGEST = ['test/timecoin/day.test.ts', 'test/timecoin/network.test.ts', 'test/codec/fuzz/'];

/** Vitest's own order is by size, until it has seen a file run. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONGEST.some((each) => moduleId.includes(each));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((each) => !isLong(each))];
  }
}

export default defineConfig({
  // Without these conditions the sources load a second time from dist by self-reference, and instanceof fails.
  ssr: {
    resolve: {
      conditions: ['framewright-source', 'module', 'node', 'development|production'],
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Without it, one core of two would stand idle.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
  },
});

import { defineConfig } from 'vitest/config';

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
    testTimeout: 30_000,
  },
});

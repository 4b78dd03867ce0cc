import { defineConfig } from 'vitest/config'

/**
 * One configuration for every project; each project's own vitest.config.ts re-exports it.
 * Tests are loaded by Node itself, types stripped, as the services are: what a test runs is what production runs.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    // Those of real servers: see vitest.servers.config.ts.
    exclude: ['**/node_modules/**', '**/gen/**', '**/.data/**', '**/*.servers.test.ts'],
    // What a test and its processes print is the same wherever it runs; Nx would ask for colours.
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
    // Files of a worker share what they import, which is half of the time otherwise: no module has state of its own.
    isolate: false,
    reporters: ['default', 'json'],
    outputFile: { json: '.reports/tests.json' },
    // Generous on purpose: a limit is there to end a hang, not to judge speed.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    experimental: { viteModuleRunner: false, nodeLoader: false, diagnostics: false },
  },
})

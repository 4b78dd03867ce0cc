import { configDefaults, defineConfig } from 'vitest/config'
import shared from './vitest.config.ts'

/**
 * Tests against real servers, `*.servers.test.ts`, which `npm test` leaves out: `npm run test:servers` runs them, and
 * `npm run servers:install` gets the servers.
 */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['**/*.servers.test.ts'],
    exclude: [...configDefaults.exclude, '**/.data/**'],
    outputFile: { json: '.reports/servers.json' },
  },
})

import { mergeConfig } from 'vitest/config'
import base from '../../../vitest.config.ts'

export default mergeConfig(base, {
  test: { globalSetup: ['@micro/postgres-server/vitest'], testTimeout: 60_000, hookTimeout: 60_000 },
})

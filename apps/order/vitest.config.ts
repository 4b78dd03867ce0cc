import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.config.ts'

const test = { globalSetup: ['@micro/postgres-server/vitest'] }

/** `vitest run --mode long`: as much of everything that is random as patience allows. */
const long = { ...test, env: { RENTING_LONG: '1' } }

export default defineConfig(({ mode }) => mergeConfig(shared, { test: mode === 'long' ? long : test }))

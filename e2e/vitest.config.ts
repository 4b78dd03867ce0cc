import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.ts'

// Two files at a time: each runs the whole platform, which waits a good part of its time.
const short = { maxWorkers: 2, testTimeout: 120_000, hookTimeout: 120_000 }

/** `vitest run --mode long`: of everything that is random, as much as patience allows. */
const long = { ...short, testTimeout: 1_800_000, env: { RENTING_LONG: '1' } }

export default defineConfig(({ mode }) => mergeConfig(shared, { test: mode === 'long' ? long : short }))

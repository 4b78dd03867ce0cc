import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.ts'

// One file after another: each runs the whole platform, and some hold what it promises in seconds.
const short = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 }

/** `vitest run --mode long`: of everything that is random, as much as patience allows. */
const long = { ...short, testTimeout: 1_800_000, env: { RENTING_LONG: '1' } }

export default defineConfig(({ mode }) => mergeConfig(shared, { test: mode === 'long' ? long : short }))

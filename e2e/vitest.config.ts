import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.ts'

// One file after another: each runs the whole platform, and some hold what it promises in seconds.
const test = { fileParallelism: false, testTimeout: 120_000 }

/** `vitest run --mode long`: as much of everything that is random as patience allows. */
const long = { fileParallelism: false, testTimeout: 1_200_000, env: { RENTING_LONG: '1' } }

export default defineConfig(({ mode }) => mergeConfig(shared, { test: mode === 'long' ? long : test }))

import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.ts'

// In its long form as much of everything that is random is tried as patience allows.
const testTimeout = process.env.RENTING_LONG ? 1_800_000 : 120_000

// One file after another: each runs the whole platform, and some hold what it promises in seconds.
export default mergeConfig(shared, defineConfig({ test: { fileParallelism: false, testTimeout, hookTimeout: 120_000 } }))

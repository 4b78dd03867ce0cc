import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.ts'

// One file after another: each runs the whole platform, and some hold what it promises in seconds.
export default mergeConfig(shared, defineConfig({ test: { fileParallelism: false, testTimeout: 120_000 } }))

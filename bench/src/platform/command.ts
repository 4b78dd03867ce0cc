import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bulkStays } from '@renting/platform/demo'
import { todayIn } from '@renting/platform/values'
import { startPlatform } from '@renting/runner/platform'
import { fill } from '@renting/runner/seed'
import { report } from './report.ts'
import { measurePlatform } from './run.ts'

export interface PlatformBench {
  readonly houses: number
  readonly seconds: number
  readonly rounds: number
  readonly machine: string
  readonly command: string
  readonly say: (line: string) => void
}

/** Makes the data, measures, and leaves nothing behind. @returns the report */
export async function benchPlatform({
  houses,
  seconds,
  rounds,
  machine,
  command,
  say,
}: PlatformBench): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'renting-bench-'))
  try {
    const env = {
      ...process.env,
      LOG_LEVEL: 'error',
      NODE_ENV: 'development',
      RENTING_RATE_LIMITS: 'off',
      RENTING_SEED: 'off',
    }
    const platform = await startPlatform({ data, single: false, env })
    try {
      await fill({ houses, today: todayIn('Asia/Shanghai', Date.now()), urlOf: platform.urlOf, say })
      const figures = await measurePlatform({ platform, houses, seconds, rounds, say })
      const date = new Date().toISOString().slice(0, 10)
      const bookings = houses * bulkStays
      return report(figures, { machine, node: process.version, date, command, houses, bookings })
    } finally {
      await platform.stop()
    }
  } finally {
    await rm(data, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** `npm run seed`: fills a data folder with very many houses and bookings. */
import { fileURLToPath } from 'node:url'
import { todayIn } from '@renting/platform/values'
import { startPlatform } from '../platform.ts'
import { fill } from './fill.ts'
import { help, parseSeedCommand } from './options.ts'

const { env, stdout } = process
const command = parseSeedCommand(process.argv.slice(2), {
  cwd: env.INIT_CWD || process.cwd(),
  defaultData: fileURLToPath(new URL('../../../../.data', import.meta.url)),
})

switch (command.type) {
  case 'help':
    stdout.write(help)
    break
  case 'refused':
    process.stderr.write(`${command.reason}\n`)
    process.exitCode = 2
    break
  case 'seed':
    process.exit(await seed(command.data, command.houses))
}

async function seed(data: string, houses: number): Promise<number> {
  const begin = performance.now()
  const say = (line: string) => stdout.write(`${line}\n`)
  say(`starting the platform for its data in ${data}`)
  try {
    // With it come the tables, and the people whose houses these are.
    const platform = await startPlatform({ data, single: true, env: { ...env, LOG_LEVEL: 'error' } })
    try {
      await fill({ houses, today: todayIn('Asia/Shanghai', Date.now()), urlOf: platform.urlOf, say })
    } finally {
      await platform.stop()
    }
    say(`done in ${((performance.now() - begin) / 1000).toFixed(0)} s; see it by npm start`)
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

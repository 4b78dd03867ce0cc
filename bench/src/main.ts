/** `npm run bench`: prints what is, also where it falls short, and writes it to `results/`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { p2c, random, roundRobin } from '@micro/core'
import { benchPlatform } from './platform/command.ts'
import { table } from './rpc/report.ts'
import { compare } from './rpc/run.ts'
import { selectorReport } from './selector/report.ts'
import { type Seen, simulate } from './selector/simulate.ts'

const help = `usage: npm run bench [-- rpc|selector|platform] [--seconds N] [--rounds N] [--houses N]

rpc        calls over tcp beside node:net
selector   which node gets a call: a hundred of them on a virtual clock
platform   search, booking and a GET of the platform, beside pg and Fastify alone
Each case is measured N seconds, N times; the median is shown. Without a name, all.
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    houses: { type: 'string', default: '100000' },
    help: { type: 'boolean', default: false },
  },
})
const machine = `${cpus().length} × ${cpus()[0]!.model}`
const say = (line: string) => console.log(line)

const benches: Readonly<Record<string, () => Promise<string>>> = {
  rpc: async () => {
    const rows = await compare(Number(values.seconds ?? 3), Number(values.rounds ?? 3), say)
    return table(rows, { machine, node: process.version })
  },
  selector: async () => {
    const seen: Seen[] = []
    for (const make of [p2c, roundRobin, random]) {
      for (const ejection of [true, false]) seen.push(await simulate(make, ejection))
    }
    return selectorReport(seen, { node: process.version, command: 'npm run bench -- selector' })
  },
  platform: () => {
    const [seconds, rounds, houses] = [Number(values.seconds ?? 1), Number(values.rounds ?? 2), Number(values.houses)]
    const flags = `--houses ${houses} --seconds ${seconds} --rounds ${rounds}`
    return benchPlatform({ houses, seconds, rounds, machine, command: `npm run bench -- platform ${flags}`, say })
  },
}

const unknown = positionals.find((name) => !Object.hasOwn(benches, name))
if (values.help || unknown !== undefined) {
  console.log(unknown === undefined ? help : `There is no benchmark ${JSON.stringify(unknown)}.\n${help}`)
  process.exit(unknown === undefined ? 0 : 2)
}
const folder = join(import.meta.dirname, '../results')
mkdirSync(folder, { recursive: true })
for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
  const written = await benches[name]!()
  writeFileSync(join(folder, `${name}.md`), written)
  console.log(`\n${written}`)
}

/** `npm run bench`: prints what is, also where it falls short, and writes it to `results/`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { table } from './rpc/report.ts'
import { compare } from './rpc/run.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(
    'usage: npm run bench -- [--seconds N] [--rounds N]\nEach case is measured N seconds, N times; the median is shown.',
  )
  process.exit()
}
const rows = await compare(Number(values.seconds), Number(values.rounds), (line) => console.log(line))
const report = table(rows, { machine: `${cpus().length} × ${cpus()[0]!.model}`, node: process.version })
const folder = join(import.meta.dirname, '../results')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'rpc.md'), report)
console.log(`\n${report}`)

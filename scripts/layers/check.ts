import { resolve } from 'node:path'
import { cruiseLayers, violations } from './cruise.ts'

const result = await cruiseLayers(resolve(import.meta.dirname, '../..'))
const broken = violations(result)
for (const line of broken) console.error(line)
console.log(`layers: ${result.summary.totalCruised} files, ${broken.length} arrows that may not be`)
process.exitCode = broken.length === 0 ? 0 : 1

import { parseArgs } from 'node:util'
import { MicroError } from '@micro/core'
import { serviceFromEnvironment } from './address.ts'
import { RegistryServer } from './server.ts'

const { values } = parseArgs({ options: { address: { type: 'string', short: 'a' } } })
const server = new RegistryServer({ address: values.address ?? serviceFromEnvironment(process.env).address[0] })

try {
  await server.start()
  console.log(`registry listens on ${server.address}`)
} catch (error) {
  console.error(error instanceof MicroError ? `registry: ${error.detail}` : error)
  process.exitCode = 1
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.stop())

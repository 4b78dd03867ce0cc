/** Fastify alone, a process of its own: answers every request with the JSON that it is given on its input. Prints its address. */
import { text } from 'node:stream/consumers'
import fastify from 'fastify'

const body: unknown = JSON.parse(await text(process.stdin))
const app = fastify()
app.get('/*', () => body)
console.log(await app.listen({ port: 0, host: '127.0.0.1' }))
process.once('SIGTERM', () => process.exit())

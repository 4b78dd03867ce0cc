/** A process of its own: takes messages, says so, and never comes to an end with them. `node subscriber.ts <url> <topic>` */
import { postgres } from '../src/index.ts'

const [url, topic] = process.argv.slice(2)
const broker = postgres({ url: url! })
await broker.connect()
const never = new Promise<void>(() => {})
await broker.subscribe(
  topic!,
  ({ message }) => {
    process.stdout.write(`holds ${message.id}\n`)
    return never
  },
  { queue: 'group', ordered: true, ackTimeout: 600_000 },
)
process.stdout.write('ready\n')

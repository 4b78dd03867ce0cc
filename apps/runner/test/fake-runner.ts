/**
 * The runner as it is, with services that do nothing but serve and stop: what it does with processes can be tried
 * without the platform. Called as the runner is.
 */
import { createServer } from 'node:net'
import { compose } from '../src/compose.ts'
import { Console } from '../src/console/console.ts'
import { parseCommand } from '../src/options.ts'
import { run } from '../src/run.ts'
import type { ServiceSpec } from '../src/services.ts'
import { stopOnSignals } from '../src/signals.ts'
import type { Unit } from '../src/supervisor/unit.ts'

const script = new URL('./fake-service.ts', import.meta.url).pathname
const load = () => Promise.reject(new Error('a fake service runs as a process only'))
const services: readonly ServiceSpec[] = [
  { name: 'user', script, load, database: { extensions: [] }, events: true, secrets: ['IDENTITY_KEY'] },
  { name: 'house', script, load, database: { extensions: ['btree_gist'] }, events: true },
  { name: 'api', script, load, events: false, front: true, env: ({ port }) => ({ PORT: String(port) }) },
]

const command = parseCommand(process.argv.slice(2), { env: {}, cwd: '/', defaultData: '/nowhere' })
if (command.type !== 'run') throw new Error('the fake runner takes the flags of a run')
const console = new Console(process.stdout, ['postgres', 'user', 'house', 'api'], false)
const registry = createServer()
const unit: Unit = {
  name: 'registry',
  start: () => {
    const ended = Promise.withResolvers<string>()
    registry.listen(0, '127.0.0.1')
    registry.on('close', () => ended.resolve('closed'))
    const stop = () => void registry.close()
    return { ready: Promise.resolve(), ended: ended.promise, stop, kill: stop }
  },
}
try {
  const session = await compose({
    options: command.options,
    services,
    console,
    env: process.env,
    registry: { units: [unit], status: 'the registry serves', environment: {} },
    onReady: () => {},
  })
  process.exitCode = await run({ ...session, console, onStop: stopOnSignals })
} catch (error) {
  console.progress(String(error), 'trouble')
  process.exitCode = 1
}

import { fileURLToPath } from 'node:url'
import { reportReady, stopWithParent } from '@renting/platform/parent'
import { compose } from './compose.ts'
import { Console, wantsColour } from './console/console.ts'
import { help, parseCommand } from './options.ts'
import { directoryOf } from './registry.ts'
import { run } from './run.ts'
import { services } from './services.ts'
import { stopOnSignals } from './signals.ts'

const { env, stdout } = process
const names = ['postgres', 'registry', ...services.map((spec) => spec.name)]
const console = new Console(stdout, names, wantsColour(stdout, env))
const command = parseCommand(process.argv.slice(2), {
  env,
  // npm runs scripts in the package's folder, and says where the person was.
  cwd: env.INIT_CWD || process.cwd(),
  defaultData: fileURLToPath(new URL('../../../.data', import.meta.url)),
})

switch (command.type) {
  case 'help':
    stdout.write(help)
    break
  case 'refused':
    process.stderr.write(`${command.reason}\n`)
    process.exitCode = 2
    break
  case 'run':
    process.exit(await start(command.options))
}

async function start(options: Parameters<typeof compose>[0]['options']): Promise<number> {
  const shape = options.single ? 'all services in one process' : 'each service in a process of its own'
  console.progress(`starting renting, ${shape}; data in ${options.data}`)
  stopWithParent()
  try {
    const registry = directoryOf(options.registry, env)
    const session = await compose({ options, services, registry, console, env, onReady: reportReady })
    return await run({ ...session, console, onStop: stopOnSignals })
  } catch (error) {
    console.progress(error instanceof Error ? error.message : String(error), 'trouble')
    return 1
  }
}

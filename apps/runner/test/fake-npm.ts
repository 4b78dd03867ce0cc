/** Runs a script as npm does: in a shell that it waits for. */
import { spawn } from 'node:child_process'

const [script = ''] = process.argv.slice(2)
spawn('sh', ['-c', script], { stdio: 'inherit', env: { ...process.env, npm_lifecycle_event: 'start' } })

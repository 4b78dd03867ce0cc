import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { Child } from './child.ts'
import { Client } from './client.ts'
import { days } from './people.ts'
import { allEnded, type Process, processTree } from './process-tree.ts'

export type Mode = 'processes' | 'single'
export type ServiceName = 'user' | 'house' | 'order' | 'api'

export interface PlatformOptions {
  readonly mode?: Mode
  /** @default a new folder, removed by `remove` */
  readonly data?: string
  /** Besides `--data`, `--port` and the mode. */
  readonly flags?: readonly string[]
  /** On top of the test's own environment. @default limits are off, and there are no demonstration data */
  readonly env?: NodeJS.ProcessEnv
}

/** Where PostgreSQL is, as the runner shows it. */
const postgres = /PostgreSQL +127\.0\.0\.1:(\d+)/

const main = fileURLToPath(import.meta.resolve('@renting/runner/main'))

/** The platform as a person runs it: the runner in a process of its own, on a free port. */
export class Platform {
  readonly data: string
  readonly child: ChildProcess
  /** Every line it has shown, its own and those of its processes. */
  readonly lines: string[] = []
  /** Its exit code, or the name of the signal that ended it, when its output has ended too. */
  readonly exit: Promise<number | string>
  readonly #pools = new Map<string, Pool>()
  readonly #disconnected: Promise<unknown>[] = []
  readonly #watchers = new Set<() => void>()
  /** Milliseconds by which the domain's time is ahead of the real one. */
  #ahead = 0

  private constructor(data: string, { mode = 'processes', flags = [], env = {} }: PlatformOptions) {
    this.data = data
    const all = ['--data', data, '--port', '0', ...(mode === 'single' ? ['--single'] : []), ...flags]
    const { NODE_OPTIONS: _, ...inherited } = process.env
    this.child = spawn(process.execPath, [main, ...all], {
      // The channel is for the end of a test run that is killed: the runner goes with it.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...inherited, NODE_ENV: 'development', RENTING_RATE_LIMITS: 'off', RENTING_SEED: 'off', ...env },
    })
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line)
        for (const watcher of this.#watchers) watcher()
      })
    }
    this.exit = once(this.child, 'close').then(([code, signal]: (number | string)[]) => code ?? signal ?? 'nothing')
  }

  /** Resolves when it serves. @throws with all it has shown, when it ends before */
  static async start(options: PlatformOptions = {}): Promise<Platform> {
    const platform = await Platform.launch(options)
    try {
      await platform.line(/renting is ready after/, { within: 110_000 })
      await platform.line(/PostgreSQL +127/)
    } catch (error) {
      // Nobody else has it, so nobody else would end it.
      await platform.remove()
      throw error
    }
    return platform
  }

  /** As `start`, without waiting for anything. */
  static async launch(options: PlatformOptions = {}): Promise<Platform> {
    return new Platform(options.data ?? (await mkdtemp(join(tmpdir(), 'renting-e2e-'))), options)
  }

  /** The gateway, without a path. */
  get url(): string {
    return this.#shown(/^ +API +(http:.*)\/api\/v2$/)
  }

  /** Somebody who is not signed in. */
  client(): Client {
    return new Client(this.url)
  }

  /** The domain's time, by which stays begin and offers expire: milliseconds since 1970. */
  get now(): number {
    return Date.now() + this.#ahead
  }

  /** A stay that many days after the domain's today. */
  days(checkIn: number, nights: number): { checkIn: string; checkOut: string } {
    return days(checkIn, nights, this.now)
  }

  /** Moves the domain's time ahead, of every instance of every service. */
  async advance(seconds: number): Promise<void> {
    const { now } = await this.client().post<{ now: string }>('/dev/clock', { advanceSeconds: seconds })
    this.#ahead = Date.parse(now) - Date.now()
  }

  /** Moves it to a minute after a day has begun where the houses are. */
  advanceTo(date: string): Promise<void> {
    return this.advance(Math.ceil((Date.parse(`${date}T00:01:00+08:00`) - this.now) / 1000))
  }

  /**
   * The last line like this, once it was shown `times`.
   *
   * @param options `within` in ms, generous
   * @throws with all it has shown, when that does not come or the runner ends before
   */
  async line(pattern: RegExp, { times = 1, within = 20_000 } = {}): Promise<string> {
    const shown = () => this.lines.filter((line) => pattern.test(line))
    const late = new AbortController()
    const limit = setTimeout(() => late.abort(`waited ${within} ms`), within)
    void this.exit.then((code) => late.abort(`ended with ${code}`))
    try {
      for (;;) {
        const lines = shown()
        if (lines.length >= times) return lines.at(-1)!
        if (late.signal.aborted) {
          throw new Error(`${late.signal.reason}, without ${times} of ${pattern}:\n${this.lines.join('\n')}`)
        }
        const news = Promise.withResolvers<void>()
        this.#watchers.add(news.resolve)
        late.signal.addEventListener('abort', () => news.resolve(), { once: true })
        await news.promise
        this.#watchers.delete(news.resolve)
      }
    } finally {
      clearTimeout(limit)
    }
  }

  /** The runner and all that came of it. */
  processes(): Promise<readonly Process[]> {
    return processTree(this.child.pid!)
  }

  /** The process of a service. */
  async processOf(service: ServiceName): Promise<Process> {
    const found = (await this.processes()).find(({ command }) => command.endsWith(`/apps/${service}/src/main.ts`))
    if (found === undefined) throw new Error(`there is no process of ${service}`)
    return found
  }

  /** Starts one more instance of a service beside the runner's, and waits until it serves. Whoever asks ends it. */
  async another(service: 'user' | 'house' | 'order'): Promise<Child> {
    const { password } = await this.login(service)
    const url = (database: string) =>
      `postgres://renting_${service}:${password}@127.0.0.1:${this.#shown(postgres)}/renting_${database}`
    const script = fileURLToPath(new URL(`../../${service}/src/main.ts`, import.meta.resolve('@renting/runner/main')))
    const child = new Child(script, [], {
      ...process.env,
      NODE_ENV: 'development',
      LOG_FORMAT: 'pretty',
      DATABASE_URL: url(service),
      MICRO_BROKER: 'postgres',
      MICRO_BROKER_ADDRESS: url('broker'),
      MICRO_REGISTRY: 'service',
      MICRO_REGISTRY_ADDRESS: this.#shown(/the registry serves on (\S+)$/),
      MICRO_SERVER_ADDRESS: '127.0.0.1:0',
      MICRO_TRANSPORT: 'tcp',
    })
    await child.said(/^ready$/)
    return child
  }

  /** As the power cut would: ends a service's process at once. Resolves when it is gone. */
  async kill(service: ServiceName): Promise<void> {
    const found = await this.processOf(service)
    process.kill(found.pid, 'SIGKILL')
    await allEnded([found])
  }

  /** The database of a service, as that service sees it; or the broker's, as the order service sees it. */
  async database(name: 'user' | 'house' | 'order' | 'broker'): Promise<Pool> {
    const known = this.#pools.get(name)
    if (known !== undefined) return known
    const { user, password } = await this.login(name === 'broker' ? 'order' : name)
    const pool = new Pool({
      host: '127.0.0.1',
      port: Number(this.#shown(postgres)),
      database: `renting_${name}`,
      user,
      password,
      application_name: 'e2e',
    })
    // A server that goes takes idle connections with it.
    pool.on('error', () => {})
    pool.on('connect', (client) => this.#disconnected.push(new Promise((resolve) => client.once('end', resolve))))
    this.#pools.set(name, pool)
    return pool
  }

  /** Ctrl-C, and until it has ended: its exit code. @throws when it leaves a process behind */
  async stop(): Promise<number | string> {
    await this.disconnect()
    const processes = await this.processes()
    this.child.kill('SIGINT')
    const code = await this.exit
    await allEnded(processes)
    return code
  }

  /** Closes what this test has open to its databases. */
  async disconnect(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()))
    this.#pools.clear()
    await Promise.all(this.#disconnected.splice(0))
  }

  /** Whatever state it is in, it ends, and its data are gone. */
  async remove(): Promise<void> {
    await this.disconnect()
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const processes = await this.processes()
      this.child.kill('SIGKILL')
      await this.exit
      await allEnded(processes)
    }
    await rm(this.data, { recursive: true, force: true, maxRetries: 10 })
  }

  /** As whom a service is known to PostgreSQL. */
  async login(service: 'user' | 'house' | 'order'): Promise<{ readonly user: string; readonly password: string }> {
    const secrets = JSON.parse(await readFile(join(this.data, 'secrets.json'), 'utf8')) as Record<string, string>
    return { user: `renting_${service}`, password: secrets[`postgres.${service}`]! }
  }

  #shown(pattern: RegExp): string {
    for (const line of this.lines) {
      const match = pattern.exec(line)
      if (match !== null) return match[1]!
    }
    throw new Error(`nothing like ${pattern} was shown:\n${this.lines.join('\n')}`)
  }
}

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from '@micro/process'
import { findServer } from './find.ts'
import { Server } from './server.ts'

export interface ConsulOptions {
  /** Consul's own configuration, over that of a single agent in memory. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Sent with the question whether it serves, where anonymous ones are refused. */
  readonly token?: string
}

/** One agent of consul that holds everything in memory: what is killed comes back empty. */
export class ConsulServer extends Server {
  /** `127.0.0.1:18500` */
  readonly address: string

  private constructor(home: string, program: string, file: string, ports: readonly number[], token?: string) {
    const [http, server, serf] = ports
    const address = `127.0.0.1:${http}`
    super(
      {
        name: 'consul',
        program,
        args: () => [
          ...['agent', '-dev', '-bind', '127.0.0.1', '-client', '127.0.0.1', '-node', 'n1', '-log-level', 'error'],
          ...['-http-port', `${http}`, '-server-port', `${server}`, '-serf-lan-port', `${serf}`],
          ...['-grpc-port', '-1', '-grpc-tls-port', '-1', '-dns-port', '-1', '-serf-wan-port', '-1'],
          ...['-disable-host-node-id', '-config-file', file],
        ],
        async isReady() {
          const headers = token === undefined ? {} : { 'x-consul-token': token }
          const leader = await fetch(`http://${address}/v1/status/leader`, { headers })
          return leader.ok && (await leader.text()).length > 4
        },
      },
      home,
    )
    this.address = address
  }

  /** @throws {MissingServer} */
  static async start({ config = {}, token }: ConsulOptions = {}): Promise<ConsulServer> {
    const program = await findServer('consul')
    const home = await Server.home('consul')
    const file = join(home, 'consul.json')
    await writeFile(file, JSON.stringify({ disable_update_check: true, ...config }))
    return await Server.begun(new ConsulServer(home, program, file, await freePorts(3), token))
  }
}

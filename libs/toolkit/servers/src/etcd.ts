import { findServer } from './find.ts'
import { freePorts } from './ports.ts'
import { Server } from './server.ts'

export interface EtcdOptions {
  /** More of its command line: `--auth-token simple`. */
  readonly args?: readonly string[]
}

/** A cluster of one etcd, whose data survive its end but not a wipe. */
export class EtcdServer extends Server {
  /** `127.0.0.1:12379` */
  readonly address: string

  private constructor(home: string, program: string, [client, peer]: readonly number[], more: readonly string[]) {
    const [clients, peers] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`]
    super(
      {
        name: 'etcd',
        program,
        args: (folder) => [
          ...['--name', 'n1', '--data-dir', folder, '--initial-cluster', `n1=${peers}`],
          ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
          ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers],
          ...['--logger', 'zap', '--log-level', 'error', '--unsafe-no-fsync'],
          ...more,
        ],
        async isReady() {
          const health = await fetch(`${clients}/health`)
          return health.ok && (await health.text()).includes('"true"')
        },
      },
      home,
    )
    this.address = `127.0.0.1:${client}`
  }

  /** @throws {MissingServer} */
  static async start({ args = [] }: EtcdOptions = {}): Promise<EtcdServer> {
    const etcd = new EtcdServer(await Server.home('etcd'), await findServer('etcd'), await freePorts(2), args)
    await etcd.start()
    return etcd
  }
}

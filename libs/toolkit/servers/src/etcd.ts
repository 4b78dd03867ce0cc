import { freePorts } from '@micro/process'
import { findServer } from './find.ts'
import { Server } from './server.ts'

export interface EtcdOptions {
  /** More of its command line: `--auth-token simple`. */
  readonly args?: readonly string[]
  /** Its clients speak TLS, and show certificates that `ca` has signed. Each the path of a PEM. @default without */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string }
}

/** A cluster of one etcd, whose data survive its end but not a wipe. */
export class EtcdServer extends Server {
  /** `127.0.0.1:12379` */
  readonly address: string

  private constructor(home: string, program: string, ports: readonly number[], { args = [], tls }: EtcdOptions) {
    const [client, peer, metrics] = ports
    const scheme = tls === undefined ? 'http' : 'https'
    const [clients, peers] = [`${scheme}://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`]
    // Asked without a certificate.
    const health = `http://127.0.0.1:${metrics}`
    super(
      {
        name: 'etcd',
        program,
        args: (folder) => [
          ...['--name', 'n1', '--data-dir', folder, '--initial-cluster', `n1=${peers}`],
          ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
          ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers],
          ...['--logger', 'zap', '--log-level', 'error', '--unsafe-no-fsync'],
          ...['--listen-metrics-urls', health],
          ...(tls === undefined ? [] : ['--cert-file', tls.cert, '--key-file', tls.key]),
          ...(tls === undefined ? [] : ['--client-cert-auth', '--trusted-ca-file', tls.ca]),
          ...args,
        ],
        async isReady() {
          const answer = await fetch(`${health}/health`)
          return answer.ok && (await answer.text()).includes('"true"')
        },
      },
      home,
    )
    this.address = `127.0.0.1:${client}`
  }

  /** @throws {MissingServer} */
  static async start(options: EtcdOptions = {}): Promise<EtcdServer> {
    const program = await findServer('etcd')
    return await Server.begun(new EtcdServer(await Server.home('etcd'), program, await freePorts(3), options))
  }
}

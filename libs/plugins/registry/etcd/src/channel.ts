import { isIP } from 'node:net'
import { checkServerIdentity } from 'node:tls'
import { type ChannelCredentials, type ChannelOptions, Client, credentials } from '@grpc/grpc-js'
import type { Address } from './address.ts'
import type { EtcdTls } from './options.ts'

export interface ChannelSettings {
  readonly address: Address
  readonly tls: EtcdTls
  readonly minBackoff: number
  readonly maxBackoff: number
  /** Bytes. */
  readonly maxAnswer: number
}

/** A client of gRPC's for one member; it connects when it is first used. */
export function clientOf({ address, tls, minBackoff, maxBackoff, maxAnswer }: ChannelSettings): Client {
  const security = securityOf(address, tls)
  return new Client(`dns:${address.host}`, security.credentials, {
    ...security.options,
    'grpc.initial_reconnect_backoff_ms': minBackoff,
    'grpc.max_reconnect_backoff_ms': maxBackoff,
    'grpc.max_receive_message_length': maxAnswer,
    // A member that is silent is lost after 15 s. etcd ends connections that ask more often than each 5 s.
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5000,
    // Connections are this client's own, and go with it.
    'grpc.use_local_subchannel_pool': 1,
    // Nothing but the options decides where a connection goes.
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
  })
}

interface Security {
  readonly credentials: ChannelCredentials
  readonly options: ChannelOptions
}

function securityOf({ host, secure }: Address, { ca, cert, key }: EtcdTls): Security {
  if (!secure) return { credentials: credentials.createInsecure(), options: {} }
  const ip = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  if (isIP(ip) === 0) return { credentials: credentials.createSsl(pem(ca), pem(key), pem(cert)), options: {} }
  return {
    // grpc-js says the host's name in the handshake, which Node refuses for an IP address. So another name is said
    // there, and the certificate is held against the address all the same.
    credentials: credentials.createSsl(pem(ca), pem(key), pem(cert), {
      checkServerIdentity: (_, certificate) => checkServerIdentity(ip, certificate),
    }),
    options: { 'grpc.ssl_target_name_override': 'etcd' },
  }
}

function pem(text: Uint8Array | string | undefined): Buffer | null {
  return text === undefined ? null : Buffer.from(text)
}

import { isIP } from 'node:net'
import { checkServerIdentity } from 'node:tls'
import { type ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js'
import type { Address } from './address.ts'
import type { EtcdTls } from './options.ts'

/** How a connection to `address` is made safe, if it is. */
export function securityOf(
  { host, secure }: Address,
  { ca, cert, key }: EtcdTls,
): { readonly credentials: ChannelCredentials; readonly options: ChannelOptions } {
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

import { readFileSync } from 'node:fs'
import { errors, registryAddresses } from '@micro/core'
import { defaultAddress } from './address.ts'
import type { ConsulOptions } from './options.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Options as the environment says them: `MICRO_REGISTRY_ADDRESS` (several parted by commas), and of consul's own
 * `CONSUL_HTTP_TOKEN`, `CONSUL_HTTP_SSL`, and the files `CONSUL_CACERT`, `CONSUL_CLIENT_CERT`, `CONSUL_CLIENT_KEY`, any
 * of which means TLS.
 *
 * @throws MicroError 400 for a file that can't be read
 */
export function consulFromEnvironment(env: Environment): Pick<ConsulOptions, 'address' | 'token' | 'tls'> {
  const token = env.CONSUL_HTTP_TOKEN || undefined
  const [ca, cert, key] = ['CONSUL_CACERT', 'CONSUL_CLIENT_CERT', 'CONSUL_CLIENT_KEY'].map((name) => file(env, name))
  const secure = /^(?:1|t|true)$/i.test(env.CONSUL_HTTP_SSL ?? '') || (ca ?? cert ?? key) !== undefined
  return {
    address: registryAddresses(env, defaultAddress),
    ...(token !== undefined && { token }),
    ...(secure && {
      tls: { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) },
    }),
  }
}

function file(env: Environment, name: string): string | undefined {
  const path = env[name]
  if (!path) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw errors.badRequest('micro.registry', `${name} names a file that can't be read: ${path}`, { cause })
  }
}

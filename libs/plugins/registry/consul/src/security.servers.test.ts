import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Registry } from '@micro/core'
import { ConsulServer, findServer } from '@micro/servers'
import { noLeaks, record, sayings } from '@micro/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type ConsulOptions, consul, consulFromEnvironment } from './index.ts'

function client(options: ConsulOptions): Registry {
  const registry = consul(options)
  onTestFinished(() => registry.close())
  return registry
}

describe('consul with access control', () => {
  const token = randomUUID()
  let server: ConsulServer
  beforeAll(async () => {
    const tokens = { initial_management: token, agent: token }
    server = await ConsulServer.start({ config: { acl: { enabled: true, default_policy: 'deny', tokens } }, token })
  })
  afterAll(() => server.stop())
  noLeaks()

  test('serves who has a token', async () => {
    const registry = client({ address: server.address, token })
    const watcher = await registry.watch()
    await registry.register(record('a', ['a-1']))
    expect(await registry.getService('a')).toEqual([record('a', ['a-1'])])
    for await (const { service } of watcher) {
      expect(service.name).toBe('a')
      break
    }
    await registry.deregister(record('a', ['a-1']))
    expect(await registry.listServices()).toEqual([])
  })

  test.each([
    ['none', undefined],
    ['a wrong one', randomUUID()],
  ])('says what to do to who has %s', async (_, wrong) => {
    const registry = client({ address: server.address, ...(wrong !== undefined && { token: wrong }) })
    const refused = {
      name: 'MicroError',
      code: 403,
      reason: 'ACL_DENIED',
      detail: expect.stringMatching(/give a token/),
    }
    await expect(registry.register(record('a', ['a-1']))).rejects.toMatchObject(refused)
    // Consul shows nothing to those without a token, and refuses those whose token it does not know.
    if (wrong === undefined) expect(await registry.listServices()).toEqual([])
    else await expect(registry.listServices()).rejects.toMatchObject(refused)
  })

  test('says once that it hides something from a token that may write alone', async () => {
    const weak = await tokenFor('service "a" { policy = "write" }')
    const said = sayings()
    const registry = client({ address: server.address, token: weak, log: said.log })
    // Done when consul has taken it, though this token can't see it: nodes are hidden.
    await registry.register(record('a', ['a-1']))
    expect(await registry.getService('a')).toEqual([])
    expect(said.words).toEqual([expect.stringContaining('hides services')])
    await registry.deregister(record('a', ['a-1']))
  })

  test('is told of when it refuses a renewal, once', async () => {
    const said = sayings()
    const weak = await tokenFor('service "a" { policy = "write" }')
    const registry = client({ address: server.address, token: weak, lease: 150, log: said.log })
    await registry.register(record('a', ['a-1']))
    await revoke(weak)
    await vi.waitFor(() => expect(said.words).toContain('consul refuses the renewal of a node'), { timeout: 20_000 })
  })

  async function revoke(secret: string): Promise<void> {
    const own = { headers: { 'x-consul-token': secret, connection: 'close' } }
    const { AccessorID } = (await (await fetch(`http://${server.address}/v1/acl/token/self`, own)).json()) as {
      readonly AccessorID: string
    }
    const headers = { 'x-consul-token': token, connection: 'close' }
    const answer = await fetch(`http://${server.address}/v1/acl/token/${AccessorID}`, { method: 'DELETE', headers })
    expect(answer.status).toBe(200)
  }

  /** A token with one policy. */
  async function tokenFor(rules: string): Promise<string> {
    const put = async (path: string, body: object) => {
      const headers = { 'x-consul-token': token, connection: 'close' }
      const answer = await fetch(`http://${server.address}/v1/acl/${path}`, {
        method: 'PUT',
        headers,
        body: JSON.stringify(body),
      })
      expect(answer.status).toBe(200)
      return (await answer.json()) as { readonly SecretID: string }
    }
    const Name = `weak-${randomUUID()}`
    await put('policy', { Name, Rules: rules })
    return (await put('token', { Policies: [{ Name }] })).SecretID
  }
})

describe('consul that speaks TLS, to those it knows', () => {
  let server: ConsulServer
  let address: string
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'micro-consul-tls-'))
    const program = await findServer('consul')
    const make = (...args: string[]) => promisify(execFile)(program, ['tls', ...args], { cwd: folder })
    await make('ca', 'create')
    await make('cert', 'create', '-server', '-dc', 'dc1', '-additional-ipaddress', '127.0.0.1')
    await make('cert', 'create', '-client', '-dc', 'dc1')
    const https = await freePort()
    const [ca, cert, key] = ['consul-agent-ca.pem', 'dc1-server-consul-0.pem', 'dc1-server-consul-0-key.pem']
    const files = { ca_file: join(folder, ca!), cert_file: join(folder, cert!), key_file: join(folder, key!) }
    server = await ConsulServer.start({
      config: { ports: { https }, tls: { https: { ...files, verify_incoming: true } } },
    })
    address = `127.0.0.1:${https}`
  })
  afterAll(async () => {
    await server.stop()
    await rm(folder, { recursive: true })
  })
  noLeaks()

  test('serves who has a certificate, by options and by the environment', async () => {
    const registry = client(
      consulFromEnvironment({
        MICRO_REGISTRY_ADDRESS: address,
        CONSUL_CACERT: join(folder, 'consul-agent-ca.pem'),
        CONSUL_CLIENT_CERT: join(folder, 'dc1-client-consul-0.pem'),
        CONSUL_CLIENT_KEY: join(folder, 'dc1-client-consul-0-key.pem'),
      }),
    )
    const watcher = await registry.watch({ service: 'a' })
    await registry.register(record('a', ['a-1']))
    expect(await registry.getService('a')).toEqual([record('a', ['a-1'])])
    for await (const { service } of watcher) {
      expect(service.name).toBe('a')
      break
    }
  })

  test('says what is missing', async () => {
    const read = (name: string) => readFile(join(folder, name), 'utf8')
    const ca = await read('consul-agent-ca.pem')
    const refused = (options: ConsulOptions, words: string) =>
      expect(client({ address, ...options }).getService('a')).rejects.toMatchObject({
        name: 'MicroError',
        detail: expect.stringContaining(words),
      })
    await refused({ tls: { ca } }, 'CONSUL_CLIENT_CERT')
    await refused({ tls: {} }, 'CONSUL_CACERT')
    await refused({}, 'https://')
    await refused({ address: server.address, tls: { ca } }, 'does it speak TLS there?')
  })
})

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

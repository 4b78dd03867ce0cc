import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { consulFromEnvironment } from './environment.ts'

test('nothing said is the agent of this machine', () => {
  expect(consulFromEnvironment({})).toEqual({ address: ['127.0.0.1:8500'] })
  expect(consulFromEnvironment({ MICRO_REGISTRY_ADDRESS: ' , ', CONSUL_HTTP_TOKEN: '' })).toEqual({
    address: ['127.0.0.1:8500'],
  })
})

test('addresses are parted by commas; the token, and whether to use TLS, are named as by consul', () => {
  const env = { MICRO_REGISTRY_ADDRESS: ' a:1, b:2 ,', CONSUL_HTTP_TOKEN: 'secret', CONSUL_HTTP_SSL: 'true' }
  expect(consulFromEnvironment(env)).toEqual({ address: ['a:1', 'b:2'], token: 'secret', tls: {} })
})

test('certificates are read from their files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'micro-consul-env-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const names = { CONSUL_CACERT: 'ca', CONSUL_CLIENT_CERT: 'cert', CONSUL_CLIENT_KEY: 'key' }
  const env: Record<string, string> = {}
  for (const [name, text] of Object.entries(names)) {
    env[name] = join(folder, text)
    await writeFile(env[name], text)
  }
  expect(consulFromEnvironment(env).tls).toEqual({ ca: 'ca', cert: 'cert', key: 'key' })
  expect(consulFromEnvironment({ CONSUL_CACERT: env.CONSUL_CACERT }).tls).toEqual({ ca: 'ca' })
})

test('a certificate that can’t be read is named', () => {
  expect(() => consulFromEnvironment({ CONSUL_CACERT: '/nowhere/ca.pem' })).toThrow(
    'CONSUL_CACERT names a file that can’t be read: /nowhere/ca.pem'.replace('’', "'"),
  )
})

import { expect, test } from 'vitest'
import { parseAddress } from './address.ts'
import { etcdFromEnvironment } from './environment.ts'
import { etcd } from './etcd.ts'

test.each<[string, string, boolean]>([
  ['127.0.0.1:2379', '127.0.0.1:2379', false],
  ['etcd.internal', 'etcd.internal:2379', false],
  ['http://etcd-0:12379/', 'etcd-0:12379', false],
  ['https://etcd-0', 'etcd-0:2379', true],
  ['[::1]:1', '[::1]:1', false],
  ['[fe80::1]', '[fe80::1]:2379', false],
])('%s is an address', (text, host, secure) => {
  expect(parseAddress(text, false)).toEqual({ host, secure })
})

test('with certificates every address is spoken to by TLS, and one that says otherwise is refused', () => {
  expect(parseAddress('etcd-0:2379', true)).toEqual({ host: 'etcd-0:2379', secure: true })
  expect(() => parseAddress('http://etcd-0:2379', true)).toThrow('etcd-0:2379 is without TLS')
})

test.each(['', ' ', 'a:b', 'a:1:2', '::1', 'user@host', 'ftp://host', 'host:99999', 'host/path', 'a,b'])(
  '%j is none',
  (text) => {
    const refused = expect.objectContaining({ name: 'MicroError', code: 400 })
    expect(() => parseAddress(text, false)).toThrow(refused)
    expect(() => etcd({ address: text })).toThrow(refused)
  },
)

test('a registry without an address is refused', () => {
  expect(() => etcd({ address: [] })).toThrow('no address of etcd given')
})

test.each([
  [{}, { address: ['127.0.0.1:2379'] }],
  [{ MICRO_REGISTRY_ADDRESS: '' }, { address: ['127.0.0.1:2379'] }],
  [{ MICRO_REGISTRY_ADDRESS: ' a:1, b ,' }, { address: ['a:1', 'b'] }],
  [
    { MICRO_REGISTRY_ADDRESS: 'a:1', ETCD_USERNAME: 'root', ETCD_PASSWORD: 'pw' },
    { address: ['a:1'], user: 'root', password: 'pw' },
  ],
  [{ ETCD_USERNAME: 'root' }, { address: ['127.0.0.1:2379'], user: 'root', password: '' }],
  [{ ETCD_USERNAME: '', ETCD_PASSWORD: 'pw' }, { address: ['127.0.0.1:2379'] }],
])('the environment %j says %j', (env, options) => {
  expect(etcdFromEnvironment(env)).toEqual(options)
})

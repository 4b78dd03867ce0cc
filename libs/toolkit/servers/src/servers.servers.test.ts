import { expect, onTestFinished, test } from 'vitest'
import { ConsulServer, EtcdServer } from './index.ts'

/** Milliseconds for an answer that does not come. */
const deaf = 500

test('a consul serves, forgets all when it is killed, and says nothing while it is frozen', async () => {
  const consul = await ConsulServer.start()
  onTestFinished(() => consul.stop())
  const kv = `http://${consul.address}/v1/kv/a`
  const ask = async (signal?: AbortSignal) => (await fetch(kv, signal === undefined ? {} : { signal })).status
  await fetch(kv, { method: 'PUT', body: '1' })
  expect(await ask()).toBe(200)
  await consul.freeze()
  await expect(ask(AbortSignal.timeout(deaf))).rejects.toThrow('timeout')
  consul.thaw()
  expect(await ask()).toBe(200)
  await consul.kill()
  await expect(ask()).rejects.toThrow('fetch failed')
  await consul.start()
  expect(await ask()).toBe(404)
})

test('an etcd keeps its data when it is killed, and loses them when they are wiped', async () => {
  const etcd = await EtcdServer.start()
  onTestFinished(() => etcd.stop())
  const call = async (path: string, body: object) => {
    const answer = await fetch(`http://${etcd.address}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) })
    return (await answer.json()) as { readonly kvs?: readonly unknown[] }
  }
  const key = Buffer.from('a').toString('base64')
  const kept = async () => (await call('range', { key })).kvs?.length ?? 0
  await call('put', { key, value: key })
  expect(await kept()).toBe(1)
  await etcd.kill()
  await etcd.start()
  expect(await kept()).toBe(1)
  await etcd.wipe()
  await etcd.start()
  expect(await kept()).toBe(0)
})

import { Changes, knows, noLeaks, record } from '@micro/testing'
import { describe, expect, test } from 'vitest'
import { Certificates } from './certificates.ts'
import { base64, Gateway } from './gateway.ts'
import { Stage } from './stage.ts'

describe('an etcd that asks who it is', () => {
  noLeaks()
  const stage = new Stage()

  /** Makes root, a user who may use the registry, and one who may only read it. */
  async function guarded(gateway: Gateway): Promise<void> {
    const range = { key: base64('/micro/registry/'), range_end: base64('/micro/registry0') }
    await gateway.call('auth/role/add', { name: 'root' })
    for (const [user, permType] of [
      ['service', 'READWRITE'],
      ['reader', 'READ'],
    ]) {
      await gateway.call('auth/role/add', { name: user })
      await gateway.call('auth/role/grant', { name: user, perm: { permType, ...range } })
    }
    for (const user of ['root', 'service', 'reader', 'stranger']) {
      await gateway.call('auth/user/add', { name: user, password: `${user}'s` })
      if (user !== 'stranger') await gateway.call('auth/user/grant', { user, role: user })
    }
    await gateway.call('auth/enable', {})
    await gateway.logIn('root', "root's")
  }

  test('lets in who says so, with no more rights than to the prefix, and says to others what to do', async () => {
    const server = await stage.server()
    await guarded(new Gateway(server.address))
    const { address } = server
    const registry = stage.client({ address, user: 'service', password: "service's" })
    const changes = await Changes.of(registry, { service: 'a' })
    await registry.register(record('a', ['a-1']), { ttl: 60_000 })
    await registry.register(record('a', ['a-1']), { ttl: 60_000 })
    await changes.are(['create a-1'])
    await knows(registry, 'a', ['a-1'])
    await changes.stop()

    const reader = stage.client({ address, user: 'reader', password: "reader's" })
    await knows(reader, 'a', ['a-1'])
    const stranger = stage.client({ address, user: 'stranger', password: "stranger's" })
    for (const refused of [
      () => reader.register(record('a', ['a-2'])),
      () => reader.deregister(record('a', ['a-1'])),
      () => stranger.getService('a'),
      () => stranger.watch(),
    ]) {
      const detail = expect.stringContaining('read and write the prefix /micro/registry/')
      await expect(refused()).rejects.toMatchObject({ code: 403, reason: 'FORBIDDEN', detail })
    }
    for (const nobody of [stage.client({ address }), stage.client({ address, user: 'root', password: 'wrong' })]) {
      await expect(nobody.listServices()).rejects.toMatchObject({ name: 'MicroError', code: 401 })
      await expect(nobody.register(record('a', ['a-1']))).rejects.toMatchObject({ name: 'MicroError', code: 401 })
      await expect(nobody.watch()).rejects.toMatchObject({ name: 'MicroError', code: 401 })
    }
    const hint = { detail: expect.stringContaining('ETCD_USERNAME, ETCD_PASSWORD') }
    await expect(stage.client({ address }).getService('a')).rejects.toMatchObject(hint)
  })

  test('gives out new tokens when it has forgotten the old ones, and when users have changed', async () => {
    const server = await stage.server()
    const gateway = new Gateway(server.address)
    await guarded(gateway)
    const said: string[] = []
    const registry = stage.client({ address: server.address, user: 'service', password: "service's" }, said)
    await registry.register(record('a', ['a-1']), { ttl: 60_000 })
    const changes = await Changes.of(registry)
    await gateway.call('auth/user/add', { name: 'another', password: 'x' })
    await knows(registry, 'a', ['a-1'])
    await registry.register(record('a', ['a-2']), { ttl: 60_000 })
    await server.kill()
    await server.start()
    await registry.register(record('a', ['a-3']), { ttl: 60_000 })
    await knows(registry, 'a', ['a-1', 'a-2', 'a-3'])
    await changes.are(['create a-2', 'create a-3'])
    await changes.stop()
  })

  test('may begin to ask while services run, and may stop', async () => {
    const server = await stage.server()
    const gateway = new Gateway(server.address)
    const registry = stage.client({ address: server.address, user: 'service', password: "service's" })
    await registry.register(record('a', ['a-1']), { ttl: 60_000 })
    await guarded(gateway)
    await registry.register(record('a', ['a-2']), { ttl: 60_000 })
    await gateway.call('auth/disable', {})
    await knows(registry, 'a', ['a-1', 'a-2'])
  })
})

describe('an etcd that speaks TLS', () => {
  noLeaks()
  const stage = new Stage()

  test('is spoken to with a certificate, and not by those without one', async () => {
    const authority = stage.use(await Certificates.make())
    const [ca, mine] = [await authority.pem(), await authority.sign('client')]
    const server = await stage.server({ tls: { ca: authority.ca, ...(await authority.sign('server')) } })
    const registry = stage.client({ address: server.address, tls: { ca, ...mine.pem } })
    const changes = await Changes.of(registry)
    await registry.register(record('a', ['a-1']))
    await changes.are(['create a-1'])
    await knows(registry, 'a', ['a-1'])
    await changes.stop()
    for (const options of [
      // Node's own authorities have not signed the server's certificate, nor has another one of ours.
      { tls: { ca: await stage.use(await Certificates.make()).pem(), ...mine.pem } },
      { tls: { ca } },
      { tls: mine.pem },
      { address: `https://${server.address}` },
      { address: server.address },
    ]) {
      const refused = stage.client({ address: server.address, timeout: 1000, ...options }).getService('a')
      await expect(refused).rejects.toMatchObject({
        name: 'MicroError',
        code: expect.toSatisfy((code) => code === 503 || code === 408),
      })
    }
  })
  test('is refused where its certificate is another machine’s', async () => {
    const authority = stage.use(await Certificates.make())
    const [ca, mine] = [await authority.pem(), await authority.sign('client')]
    const server = await stage.server({ tls: { ca: authority.ca, ...(await authority.sign('server', '10.0.0.9')) } })
    const refused = stage.client({ address: server.address, tls: { ca, ...mine.pem } }).getService('a')
    await expect(refused).rejects.toMatchObject({
      code: 503,
      detail: expect.stringContaining("not in the cert's list"),
    })
  })
})

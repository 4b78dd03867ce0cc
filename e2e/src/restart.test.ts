import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { agreed } from './facts.ts'
import type { Card, Order, Page } from './model.ts'
import { days, landlordWithHouse, newMobile, register, smsCode } from './people.ts'
import { type Mode, Platform } from './platform.ts'
import { allEnded } from './process-tree.ts'

const modes: readonly Mode[] = ['processes', 'single']

describe.each(modes)('in mode %s', (mode) => {
  let platform: Platform | undefined
  afterEach(() => platform?.remove())

  test('what was stored is there after Ctrl-C, and after the runner was killed in the middle', async () => {
    platform = await Platform.start({ mode })
    const { data } = platform
    const { landlord, house } = await landlordWithHouse(platform.client())
    const tenant = await register(platform.client(), 'Li Ming')
    const stay = { houseId: house.id, ...days(7, 2), guests: 1 }
    const order = await tenant.api.post<Order>('/orders', stay, 'kept')
    await agreed(platform)

    // Ctrl-C: all ends in order, within the promised time, and no process is left (see `stop`).
    const asked = performance.now()
    expect(await platform.stop()).toBe(0)
    expect(performance.now() - asked).toBeLessThan(5_000)
    expect(platform.lines.filter((line) => /was killed|ERROR|FATAL/.test(line))).toEqual([])

    // The same folder, the limits as in production: sessions, orders, keys and what was counted are still known.
    platform = await Platform.start({ mode, data, env: { RENTING_RATE_LIMITS: 'on' } })
    const api = platform.client()
    expect(await api.as(tenant.token).get('/me')).toEqual(tenant.user)
    expect(await api.as(tenant.token).get('/orders')).toEqual({ items: [order], nextCursor: null })
    expect(await api.as(tenant.token).post('/orders', stay, 'kept')).toEqual(order)
    const accepted = await api.as(landlord.token).post<Order>(`/orders/${order.id}/accept`, {})
    expect(accepted.status).toBe('WAIT_PAYMENT')
    const taken = await api.get<Page<Card>>(`/houses?checkIn=${stay.checkIn}&checkOut=${stay.checkOut}&limit=100`)
    expect(taken.items.map(({ id }) => id)).not.toContain(house.id)
    const mobile = newMobile()
    await smsCode(api, mobile)
    await expect(smsCode(api, mobile)).rejects.toMatchObject({ problem: { status: 429, code: 'TOO_MANY_REQUESTS' } })

    // Killed without a chance to tidy up, it leaves nothing behind but the data.
    const processes = await platform.processes()
    expect(processes.length).toBeGreaterThan(5)
    platform.child.kill('SIGKILL')
    expect(await platform.exit).toBe('SIGKILL')
    await platform.disconnect()
    await allEnded(processes)

    platform = await Platform.start({ mode, data })
    const seen = await platform.client().as(tenant.token).get<Order>(`/orders/${order.id}`)
    expect(seen).toMatchObject({ ...order, status: 'WAIT_PAYMENT', expiresAt: accepted.expiresAt })
    await agreed(platform)
    expect(await platform.stop()).toBe(0)
  })
})

describe('a start that can not be', () => {
  /** Starts, and until it has ended: its exit code and what it said. */
  async function attempt(options: Parameters<typeof Platform.launch>[0]) {
    const platform = await Platform.launch(options)
    const code = await platform.exit
    if (options?.data === undefined) onTestFinished(() => platform.remove())
    // What the runner says itself; PostgreSQL's own log and the first line are not its word.
    const said = platform.lines.filter((line) => !/^postgres +│|│ starting renting|│ stopped in/.test(line))
    return { platform, code, said: said.map((line) => line.replace(/^ *[\d.]+ s │ /, '')) }
  }

  test('because of a second runner on the same data or the same port says so, and leaves the first alone', async () => {
    const first = await Platform.start()
    onTestFinished(() => first.remove())
    const port = new URL(first.url).port
    const sameData = await attempt({ data: first.data })
    expect(sameData).toMatchObject({
      code: 1,
      said: [expect.stringMatching(/^renting cannot start\. The data in .* are in use/)],
    })
    const samePort = await attempt({ flags: ['--port', port] })
    expect(samePort).toMatchObject({
      code: 1,
      said: [expect.stringMatching(new RegExp(`^Port ${port} is taken by another program: .*--port`))],
    })
    expect(await first.client().get('/areas')).toHaveLength(15)
    expect(await first.stop()).toBe(0)
  })

  test.each([
    [
      'secrets that are damaged',
      'secrets.json',
      '{"postgres.user": ',
      /^\S*secrets\.json is damaged: .*delete the data folder/,
    ],
    ['data of another version', 'postgres/data/PG_VERSION', '9\n', /^renting cannot start\. .*\b9\b.*\.$/],
    ['a file where the data should be', 'postgres', 'not a folder', /^renting cannot start\. .*postgres.*\.$/],
  ])('because of %s says so in a sentence', async (_what, file, content, sentence) => {
    const data = await mkdtemp(join(tmpdir(), 'renting-e2e-'))
    onTestFinished(() => rm(data, { recursive: true, force: true }))
    await mkdir(dirname(join(data, file)), { recursive: true })
    await writeFile(join(data, file), content)
    const { code, said } = await attempt({ data })
    expect(said).toEqual([expect.stringMatching(sentence)])
    expect(code).toBe(1)
  })

  test.each([
    [['--nonsense'], /--nonsense/],
    [['--broker', 'nats'], /no broker "nats" here; there is postgres/],
    [['--port', '99999'], /Port "99999"/],
  ])('because of the flags %j says so in a sentence', async (flags, sentence) => {
    const { code, said } = await attempt({ flags })
    expect(said).toEqual([expect.stringMatching(sentence)])
    expect(code).toBe(2)
  })
})

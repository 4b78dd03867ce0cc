import { describe, expect, test } from 'vitest'
import { formOf } from '../client.ts'
import { contents } from '../facts.ts'
import type { Card, House, Image, Order, Page } from '../model.ts'
import { house as details } from '../people.ts'
import { bomb, photo, png } from '../pictures.ts'
import type { World } from '../routes/world.ts'
import { expectProblem } from './bad-input.ts'
import { type RawAnswer, raw } from './raw.ts'

/**
 * What somebody thought of who wanted to break it.
 *
 * @param slow an upload that has been going on, a byte at a time, since before all other tests
 */
export function namedInput(here: () => World, slow: () => Promise<RawAnswer>): void {
  describe('a picture', () => {
    const upload = (file: Uint8Array<ArrayBuffer>, name = 'a.jpg') => {
      const { landlord, house } = here()
      return landlord.api.try<Image>('POST', `/houses/${house.id}/images`, { body: formOf(file, name) })
    }
    const text = (content: string) => new TextEncoder().encode(content)
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
    const gif = Uint8Array.from(atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'), (c) =>
      c.charCodeAt(0),
    )

    test.each<[string, () => Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>, number, string]>([
      ['that breaks off', async () => (await photo()).slice(0, 900), 422, 'NOT_AN_IMAGE'],
      ['that is broken in the middle', async () => (await png()).fill(7, 60, 200), 422, 'NOT_AN_IMAGE'],
      ['of 8 kB that unpacks to 72 million pixels', bomb, 422, 'NOT_AN_IMAGE'],
      ['that is SVG', () => text(svg), 422, 'NOT_AN_IMAGE'],
      ['that is GIF', () => gif, 422, 'NOT_AN_IMAGE'],
      ['that is a page called .jpg', () => text('<!doctype html><script>alert(1)</script>'), 422, 'NOT_AN_IMAGE'],
      ['that is a program', () => text('\x7fELF\x02\x01\x01'), 422, 'NOT_AN_IMAGE'],
      ['of no bytes', () => new Uint8Array(), 422, 'NOT_AN_IMAGE'],
      ['of 5 MB and a byte', async () => padded(await photo(), 5_000_001), 413, 'TOO_LARGE'],
    ])('%s is refused, and nothing of it is kept', async (_what, make, status, code) => {
      const before = await contents(here().platform)
      const answer = await upload(await make())
      expect({ status: answer.status, body: answer.body }).toMatchObject({ status, body: { code } })
      expectProblem(answer)
      expect(await contents(here().platform)).toEqual(before)
    })

    test('of 5 MB to the byte is taken, and may be called whatever', async () => {
      const { landlord, house } = here()
      const answer = await upload(padded(await photo(), 5_000_000), '../../../../etc/cron.d/evil.sh')
      expect(answer.status).toBe(201)
      const { id, url } = answer.body as Image
      expect(url).not.toMatch(/evil|etc|\.\./)
      await landlord.api.delete(`/houses/${house.id}/images/${id}`)
    })

    test('that is a page as well is served as a picture only', async () => {
      const { landlord, house, platform } = here()
      const script = '<script>alert(document.domain)</script>'
      const answer = await upload(withComment(await photo(), `<html>${script}</html>`), 'page.html')
      expect(answer.status).toBe(201)
      const { id, url, thumbnailUrl } = answer.body as Image
      for (const each of [url, thumbnailUrl]) {
        const response = await fetch(new URL(each, platform.url))
        expect(response.headers.get('content-type')).toBe('image/webp')
        expect(response.headers.get('x-content-type-options')).toBe('nosniff')
        const served = Buffer.from(await response.arrayBuffer()).toString('latin1')
        expect(served).not.toContain('script')
      }
      await landlord.api.delete(`/houses/${house.id}/images/${id}`)
    })

    test('in a form that is none is refused', async () => {
      const { landlord, house } = here()
      const path = `/houses/${house.id}/images`
      const file = await photo()
      const twice = formOf(file)
      twice.append('file', new Blob([file]), 'b.jpg')
      const forms: [string, FormData | string | object, Record<string, string>][] = [
        ['no file', new FormData(), {}],
        ['another field', formOf(file, 'a.jpg', 'picture'), {}],
        ['two files', twice, {}],
        ['JSON', { file: 'a' }, {}],
        ['no boundary', 'file', { 'content-type': 'multipart/form-data' }],
        [
          'parts that never end',
          '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
          { 'content-type': 'multipart/form-data; boundary=b' },
        ],
      ]
      const before = await contents(here().platform)
      for (const [what, body, headers] of forms) {
        const answer = await landlord.api.try('POST', path, { body, headers })
        expect({ what, status: answer.status }).toEqual({ what, status: expect.toSatisfy((each) => each >= 400) })
        expectProblem(answer)
      }
      expect(await contents(here().platform)).toEqual(before)
    })

    test('that comes a byte at a time is hung up on, and has kept nobody waiting', { timeout: 120_000 }, async () => {
      const { status, milliseconds } = await slow()
      // Told so, or cut off without a word; in any case not waited for for ever.
      expect([408, 503, 504, undefined]).toContain(status)
      expect(milliseconds).toBeLessThan(90_000)
    })
  })

  describe('a request', () => {
    test('with 10,000 facilities is refused', async () => {
      const facilityIds = Array.from({ length: 10_000 }, (_, i) => String(i))
      const { landlord, platform } = here()
      const published = await landlord.api.try('POST', '/houses', { body: { ...details, facilityIds } })
      expect([400, 413]).toContain(published.status)
      expectProblem(published)
      const searched = await raw(new URL(`${platform.url}/api/v2/houses?facilities=${facilityIds.join(',')}`))
      expect([400, 414, 431]).toContain(searched.status)
    })

    test('of the year 9999 is answered', async () => {
      const { tenant, landlord, house, platform } = here()
      const anyone = platform.client()
      const [checkIn, checkOut] = ['9999-12-30', '9999-12-31']
      const stay = { houseId: house.id, checkIn, checkOut, guests: 1 }
      const long = { ...stay, checkIn: platform.days(5, 1).checkIn }
      const answers = [
        await anyone.try('GET', `/houses?checkIn=${checkIn}&checkOut=${checkOut}`),
        await anyone.try('GET', `/houses/${house.id}/calendar?from=${checkIn}&to=${checkOut}`),
        await anyone.try('POST', '/quotes', { body: stay }),
        await anyone.try('POST', '/quotes', { body: long }),
        await tenant.api.try('POST', '/orders', { body: long, key: 'y9999' }),
        await landlord.api.try('POST', `/houses/${house.id}/blocks`, { body: { from: long.checkIn, to: checkOut } }),
        await landlord.api.try('GET', `/me/income?from=0001-01-01&to=${checkOut}`),
        await anyone.try('GET', `/houses/${house.id}/calendar?from=0001-01-01&to=${checkOut}`),
      ]
      for (const answer of answers) {
        expect(answer.status).toBeLessThan(500)
        if (answer.status >= 400) expectProblem(answer)
      }
    })

    test('with a cursor from elsewhere is refused, or shows no more than its own list', async () => {
      const { tenant, landlord, stranger, platform } = here()
      const anyone = platform.client()
      const byAge = (await anyone.get<Page<Card>>('/houses?limit=1')).nextCursor!
      const byPrice = (await anyone.get<Page<Card>>('/houses?limit=1&sort=price')).nextCursor!
      const foreign: [string, ReturnType<typeof anyone.try>][] = [
        ['another order', anyone.try('GET', `/houses?sort=price&cursor=${byAge}`)],
        ['another order, back', anyone.try('GET', `/houses?sort=newest&cursor=${byPrice}`)],
        ['orders', tenant.api.try('GET', `/orders?cursor=${byPrice}`)],
        ['noise', anyone.try('GET', '/houses?cursor=AAAAAAAAAAAA')],
        ['JSON', anyone.try('GET', `/houses?cursor=${btoa('{"id":1}').replaceAll('=', '')}`)],
      ]
      for (const [what, asked] of foreign) {
        const { status, body } = await asked
        expect({ what, status, body }).toMatchObject({ what, status: 400, body: { code: 'INVALID_CURSOR' } })
      }
      for (const [path, own] of [
        ['/orders', 'role=landlord&limit=1'],
        ['/me/houses', 'limit=1'],
      ]) {
        const { nextCursor } = await landlord.api.get<Page<Order | House>>(`${path}?${own}`)
        const { status, body } = await stranger.api.try<Page<{ id: string }>>(
          'GET',
          `${path}?cursor=${nextCursor ?? byAge}`,
        )
        if (status !== 200) expect(status).toBe(400)
        else expect(JSON.stringify(body)).not.toContain(here().house.id)
      }
    })

    test.each([
      ['as deep as a body may be', 30_000, 400],
      ['deeper than that', 90_000, 413],
    ])('of arrays in arrays, %s, is refused', async (_how, depth, status) => {
      const { landlord } = here()
      const arrays = '['.repeat(depth) + ']'.repeat(depth)
      for (const body of [arrays, `{"title":${arrays}}`]) {
        const answer = await landlord.api.try('POST', '/houses', { body })
        expect(answer.status).toBe(status)
        expectProblem(answer)
      }
    })

    test('with a header of 64 kB is refused', async () => {
      const { platform } = here()
      for (const header of ['x-big', 'cookie', 'authorization', 'idempotency-key']) {
        const { status } = await raw(new URL(`${platform.url}/api/v2/areas`), { [header]: 'x'.repeat(65_536) })
        expect(`${header} ${status}`).toBe(`${header} 431`)
      }
      expect(await platform.client().get('/areas')).toHaveLength(15)
    })
  })
}

/** The same picture, followed by as much nothing as makes it this long. */
function padded(file: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length)
  all.set(file)
  return all
}

/** The same JPEG with a comment where comments stand. */
function withComment(file: Uint8Array, comment: string): Uint8Array<ArrayBuffer> {
  const content = new TextEncoder().encode(comment)
  const head = [0xff, 0xfe, (content.length + 2) >> 8, (content.length + 2) & 255]
  return Uint8Array.from([...file.slice(0, 2), ...head, ...content, ...file.slice(2)])
}

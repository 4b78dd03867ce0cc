import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import { afterAll, expect, test } from 'vitest'
import { testApi } from '../test/fakes.ts'

const project = join(import.meta.dirname, '..')
const workspace = join(project, '../..')

// Within the project, so that the compiler finds the client's library; nothing of it is kept.
const cache = join(project, 'node_modules/.cache')
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(join(cache, 'client-'))
afterAll(() => rmSync(folder, { recursive: true }))

const prelude = `
import createClient from 'openapi-fetch'
import type { paths } from './api.ts'

const client = createClient<paths>({ baseUrl: 'http://127.0.0.1:8080' })
`

const good = `${prelude}
const { data: session } = await client.POST('/api/v2/sessions', {
  body: { mobile: '13800000001', password: 'renting-demo' },
})
const token: string = session?.token ?? ''
const headers = { authorization: \`Bearer \${token}\` }

const { data: found, error: notFound } = await client.GET('/api/v2/houses', {
  params: { query: { area: '2', sort: '-price', limit: 5 } },
})
const prices: number[] = found?.items.map(({ price }) => price.amount) ?? []
const code: string | undefined = notFound?.code

const { data: order } = await client.POST('/api/v2/orders', {
  params: { header: { 'idempotency-key': crypto.randomUUID() } },
  headers,
  body: { houseId: found?.items[0]?.id ?? '', checkIn: '2026-12-24', checkOut: '2026-12-26', guests: 2 },
})
const status: 'WAIT_ACCEPT' | undefined = order?.status === 'WAIT_ACCEPT' ? order.status : undefined

const { data: house, response } = await client.GET('/api/v2/houses/{id}', { params: { path: { id: '1' } } })
await client.PATCH('/api/v2/houses/{id}', {
  params: { path: { id: '1' }, header: { 'if-match': response.headers.get('etag') ?? '*' } },
  headers,
  body: { title: \`\${house?.title}, renewed\` },
})
await client.POST('/api/v2/houses/{id}/images', {
  params: { path: { id: '1' } },
  headers,
  body: { file: '' },
  bodySerializer: () => new FormData(),
})
const { data: days } = await client.GET('/api/v2/houses/{id}/calendar', {
  params: { path: { id: '1' }, query: { from: '2026-12-01', to: '2027-01-01' } },
})
const free: number | undefined = days?.filter((day) => day.status === 'free').length
export { code, free, prices, status }
`

/** Each is wrong in one thing. */
const wrong = {
  'a field that no body has': `
    type Body = paths['/api/v2/sessions']['post']['requestBody']['content']['application/json']
    const body: Body = { mobile: '1', password: '2', name: '3' }
    await client.POST('/api/v2/sessions', { body })`,
  'a field of another name': `await client.POST('/api/v2/sessions', { body: { mobile: '1', passwort: '2' } })`,
  'a body that lacks a field': `await client.POST('/api/v2/sessions', { body: { mobile: '1' } })`,
  'a number in quotes': `await client.GET('/api/v2/houses', { params: { query: { limit: '5' } } })`,
  'a sort that there is not': `await client.GET('/api/v2/houses', { params: { query: { sort: 'cheapest' } } })`,
  'a missing key': `await client.POST('/api/v2/orders/{id}/payment', { params: { path: { id: '1' } }, body: { method: 'card' } })`,
  'a missing condition': `await client.PATCH('/api/v2/houses/{id}', { params: { path: { id: '1' } }, body: { title: 'x' } })`,
  'a path that there is not': `await client.GET('/api/v2/nothing')`,
  'a method that a path has not': `await client.DELETE('/api/v2/areas')`,
  'a field that no answer has': `(await client.GET('/api/v2/areas')).data?.[0]?.title`,
} as const

// A compiler runs in it.
test('a client made from the API’s description compiles, and what is wrong does not', async () => {
  const description = (await testApi().app.inject('/openapi.json')).body
  writeFileSync(join(folder, 'api.ts'), astToString(await openapiTS(description)))
  writeFileSync(join(folder, 'good.ts'), good)
  const names = Object.entries(wrong).map(([name, code], i) => {
    const file = `wrong-${i}.ts`
    writeFileSync(join(folder, file), `${prelude}\n${code}\n`)
    return [name, file] as const
  })
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(workspace, 'tsconfig.base.json'),
      compilerOptions: { incremental: false, lib: ['es2024', 'dom', 'dom.iterable'], types: [] },
      include: ['*.ts'],
    }),
  )
  const tsc = join(workspace, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
  const errors = stdout.split('\n').filter((line) => line.includes('error TS'))
  const refused = names.filter(([, file]) => errors.some((line) => line.includes(`${file}(`)))
  expect(refused.map(([name]) => name)).toEqual(Object.keys(wrong))
  expect(errors.filter((line) => !line.includes('wrong-'))).toEqual([])
}, 180_000)

import { deflateSync, inflateSync } from 'node:zlib'
import type { Endpoint, Value } from '@micro/core'
import { deepEndpoint, node, record } from '@micro/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerBudget, TagReader } from './decode.ts'
import { encodeTag, encodeTags } from './encode.ts'

/** Tags as a Go service writes them, with what they say. */
const fromGo = {
  version: ['v-789cca492c492d2e01040000ffff08cc028e', 'latest'],
  protocol: ['t-789caa562a28ca2fc94fcecf51b252ca2d4d2e50aa05040000ffff46a906e2', '{"protocol":"mucp"}'],
  transport: ['t-789caa562a294acc2b2ec82f2a51b252ca28292950aa05040000ffff4f930768', '{"transport":"http"}'],
  endpoint: [
    'e-789c8ccc310a02311085e1bbbc7af100b980d6b66231e0631126d96c6622c892bb8b5bc480cd568f073fdf862491083817d2594e17aa2e' +
      '9850b8569a23f4e2ca1513fc9d7fe7255a6908b71eedd32bf3f24cf310a6aadaeeedcb5b5e9271f42d0ffe7efefd68f3113ed2e5212e085b' +
      '6b9f000000ffff751c4bc5',
    '{"name":"Greeter.Hello","request":{"name":"Req","type":"Req","values":[{"name":"name","type":"string","values":' +
      'null}]},"response":{"name":"Rsp","type":"Rsp","values":[{"name":"msg","type":"string","values":null}]},' +
      '"metadata":{}}',
  ],
} as const

const read = (...tags: readonly string[]) => new TagReader().read(tags)
const inflate = (tag: string) => inflateSync(Buffer.from(tag.slice(2), 'hex')).toString()

describe('Go Micro’s tags', () => {
  test('are read', () => {
    const tagged = read(...Object.values(fromGo).map(([tag]) => tag))
    expect(tagged).toMatchObject({ version: 'latest', ours: true, malformed: [] })
    expect({ ...tagged.metadata }).toEqual({ protocol: 'mucp', transport: 'http' })
    expect(tagged.endpoints).toHaveLength(1)
    expect(tagged.endpoints[0]).toMatchObject(JSON.parse(fromGo.endpoint[1]) as object)
  })

  test('are written with the same content', () => {
    const endpoint = JSON.parse(fromGo.endpoint[1]) as Endpoint
    const metadata = { protocol: 'mucp', transport: 'http' }
    const service = record('greeter', [], { version: 'latest', endpoints: [endpoint] })
    const tags = encodeTags(service, node('greeter-1', '127.0.0.1:9000', { metadata }))
    expect(tags.map((tag) => [tag.slice(0, 2), inflate(tag)])).toEqual([
      ['t-', fromGo.protocol[1]],
      ['t-', fromGo.transport[1]],
      ['e-', fromGo.endpoint[1]],
      ['v-', fromGo.version[1]],
    ])
    for (const tag of tags) expect(tag).toMatch(/^[tev]-[\da-f]+$/)
  })

  test('are read in their older, plain form; of two forms the first wins', () => {
    const plain = ['v=1.0', 't={"a":"1","b":"2"}', 'e={"name":"A.B"}']
    expect(read(...plain)).toMatchObject({ version: '1.0', metadata: { a: '1', b: '2' }, malformed: [] })
    expect(read(...plain).endpoints).toEqual([{ name: 'A.B', request: null, response: null, metadata: {} }])
    expect(read(fromGo.version[0], 'v=1.0').version).toBe('latest')
    expect(read('v=1.0', fromGo.version[0]).version).toBe('1.0')
    expect(read('v=1.0', fromGo.protocol[0])).toMatchObject({ version: '1.0', metadata: { protocol: 'mucp' } })
  })

  test('may leave out what is empty, and have no name for a type', () => {
    const request = { name: '', type: '', values: [{ name: 'labels', type: '', values: null }] }
    const packed = encodeTag('e', JSON.stringify({ name: 'A.B', request, response: null, metadata: null }))
    expect(read(packed)).toMatchObject({ malformed: [] })
    expect(read(packed).endpoints[0]?.request).toEqual({
      name: 'unknown',
      type: 'unknown',
      values: [{ name: 'labels', type: 'unknown', values: null }],
    })
  })
})

describe('tags', () => {
  test('of a record give the record back', async () => {
    const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((each) => !/\p{Cc}/u.test(each))
    const map = fc.dictionary(text, fc.string({ unit: 'grapheme', maxLength: 200 }), { maxKeys: 8 })
    const { schema } = fc.letrec<{ schema: Value }>(() => ({ schema: values(3) }))
    function values(depth: number): ReturnType<typeof leaf> {
      return depth === 0 ? leaf() : leaf(fc.option(fc.array(values(depth - 1), { maxLength: 2 })))
    }
    function leaf(fields = fc.option(fc.constantFrom<Value[]>([]))) {
      return fc
        .array(text, { minLength: 2, maxLength: 2 })
        .chain(([name, type]) => fields.map((values): Value => ({ name: name!, type: type!, values })))
    }
    const endpoints = fc.array(
      fc
        .array(fc.option(schema), { minLength: 2, maxLength: 2 })
        .chain(([request, response]) =>
          map.chain((metadata) =>
            text.map((name): Endpoint => ({ name, request: request!, response: response!, metadata })),
          ),
        ),
      { maxLength: 4 },
    )
    await fc.assert(
      fc.asyncProperty(text, map, map, endpoints, async (version, metadata, ofNode, described) => {
        const service = record('a', [], { version, metadata, endpoints: described })
        const tagged = read(...encodeTags(service, node('a-1', undefined, { metadata: ofNode })))
        expect(tagged.malformed).toEqual([])
        expect(tagged.version).toBe(version)
        expect(Object.entries(tagged.metadata)).toEqual(Object.entries(ofNode))
        expect(Object.entries(tagged.serviceMetadata)).toEqual(Object.entries(metadata))
        expect(JSON.parse(JSON.stringify(tagged.endpoints))).toEqual(JSON.parse(JSON.stringify(described)))
      }),
    )
  })

  test('of others are left alone', () => {
    const tags = ['traefik.enable=true', 'env:prod', 'version', 'e', '', 'primary', 'x-00']
    expect(read(...tags)).toMatchObject({ ours: false, version: 'latest', malformed: [] })
    expect(read(...tags, fromGo.protocol[0]).metadata).toEqual(Object.assign(Object.create(null), { protocol: 'mucp' }))
  })

  test.each([
    ['no hex', 't-shirts'],
    ['half a byte', 't-789'],
    ['no zlib', 't-00'],
    ['no JSON', encodeTag('t', '{')],
    ['no map', encodeTag('t', '[]')],
    ['a map of numbers', encodeTag('t', '{"a":1}')],
    ['a control character', encodeTag('t', '{"a\\n":"1"}')],
    ['a long value', encodeTag('t', JSON.stringify({ a: 'x'.repeat(5000) }))],
    ['no UTF-8', `t-${deflateSync(Buffer.from([0x22, 0xff, 0x22])).toString('hex')}`],
    ['cut off', encodeTag('v', '1.0.0').slice(0, -12)],
    ['an endpoint without a name', encodeTag('e', '{}')],
    ['an endpoint that is none', 'e=null'],
    ['a schema too deep', encodeTag('e', JSON.stringify({ name: 'A', request: nested(9) }))],
    ['a long version', encodeTag('v', 'x'.repeat(1000))],
    ['an empty version', 'v='],
  ])('that are malformed are named and skipped: %s', (_, tag) => {
    const tagged = read(tag, tag[0] === 'v' ? '' : fromGo.version[0], encodeTag('s', '{"ok":"yes"}'))
    expect(tagged.malformed).toEqual([tag])
    expect(tagged).toMatchObject({ version: 'latest', endpoints: [], serviceMetadata: { ok: 'yes' } })
    expect(Object.keys(tagged.metadata)).toEqual([])
  })

  test('that unpack to more than a record may be are not unpacked', () => {
    const bomb = `t-${deflateSync(Buffer.alloc(200 * 1024 * 1024)).toString('hex')}`
    const bombs = Array.from({ length: 50 }, (_, i) => `${bomb.slice(0, -2)}${(i + 16).toString(16)}`)
    const before = process.memoryUsage().rss
    const budget = answerBudget()
    const start = budget.left
    const tagged = new TagReader().read([fromGo.version[0], ...bombs, encodeTag('s', '{"late":"1"}')], budget)
    expect(tagged.version).toBe('latest')
    expect(tagged.malformed).toHaveLength(51)
    expect(start - budget.left).toBeLessThanOrEqual(4 * 1024 * 1024)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  test('that are known are not unpacked again', () => {
    const reader = new TagReader()
    const tags = encodeTags(record('a', [], { endpoints: [deepEndpoint] }), node('a-1'))
    const first = reader.read(tags)
    const budget = answerBudget()
    const { left } = budget
    expect(reader.read(tags, budget)).toEqual(first)
    expect(budget.left).toBe(left)
  })
})

function nested(depth: number): object {
  return { name: 'a', type: 't', values: depth === 0 ? null : [nested(depth - 1)] }
}

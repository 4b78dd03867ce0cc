import type { Endpoint, ServiceRecord, Value } from '@micro/core'
import { deepEndpoint, record } from '@micro/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeKey } from './keys.ts'
import { decodeValue, encodeValue } from './value.ts'

const read = (value: string, name = 'greeter', id = 'greeter-ID1') =>
  decodeValue(Buffer.from(nodeKey(name, id)), Buffer.from(value))

const written = (service: ServiceRecord) => encodeValue(service, service.nodes[0]!).toString()

/** As Go Micro writes it. */
const golden =
  '{"name":"greeter","version":"latest","metadata":null,"endpoints":[{"name":"Greeter.Hello",' +
  '"request":{"name":"Req","type":"Req","values":[{"name":"name","type":"string","values":null}]},' +
  '"response":{"name":"Rsp","type":"Rsp","values":null},"metadata":{}}],' +
  '"nodes":[{"id":"greeter-ID1","address":"127.0.0.1:9000",' +
  '"metadata":{"broker":"http","protocol":"mucp","registry":"etcd","server":"mucp","transport":"http"}}]}'

const greeter: ServiceRecord = {
  name: 'greeter',
  version: 'latest',
  metadata: {},
  endpoints: [
    {
      name: 'Greeter.Hello',
      request: { name: 'Req', type: 'Req', values: [{ name: 'name', type: 'string', values: null }] },
      response: { name: 'Rsp', type: 'Rsp', values: null },
      metadata: {},
    },
  ],
  nodes: [
    {
      id: 'greeter-ID1',
      address: '127.0.0.1:9000',
      // Not in Go's order.
      metadata: { transport: 'http', broker: 'http', protocol: 'mucp', registry: 'etcd', server: 'mucp' },
    },
  ],
}

describe('a value', () => {
  test('of Go Micro is read', () => {
    expect(read(golden)).toEqual(greeter)
  })

  test('is what Go Micro writes, but for empty maps that are not null', () => {
    expect(written(greeter)).toBe(golden.replace('"metadata":null', '"metadata":{}'))
  })

  test('escapes as Go does, and is the same in whatever order a map was filled', () => {
    const one = record('a', ['a-1'], { metadata: { b: '<&>\u2028', a: '"\\\n\u0001é🏠', ä: '', Z: '' } })
    const other = { ...one, metadata: { Z: '', a: '"\\\n\u0001é🏠', ä: '', b: '<&>\u2028' } }
    expect(written(one)).toContain(
      String.raw`"metadata":{"Z":"","a":"\"\\\n\u0001é🏠","b":"\u003c\u0026\u003e\u2028","ä":""}`,
    )
    expect(written(other)).toBe(written(one))
  })

  test('holds one node, whichever of a record’s it is', () => {
    const service = record('a', ['a-1', 'a-2'])
    const value = encodeValue(service, service.nodes[1]!)
    expect(decodeValue(Buffer.from(nodeKey('a', 'a-2')), value)).toEqual(record('a', ['a-2']))
  })

  test('may lack what Go leaves null: lists, maps, schemas, the version', () => {
    const bare = read('{"name":"greeter","nodes":[{"id":"greeter-ID1","address":"h:1"}],"later":1}')
    const node = { id: 'greeter-ID1', address: 'h:1', metadata: {} }
    expect(bare).toEqual({ name: 'greeter', version: 'latest', metadata: {}, endpoints: [], nodes: [node] })
    const { endpoints } = read(golden.replace(/"endpoints":\[.*?\}\}\],"n/, '"endpoints":[{"name":"E.M"}],"n'))
    expect(endpoints).toEqual([{ name: 'E.M', request: null, response: null, metadata: {} }])
  })

  test('reads back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(service, (each) => {
        const id = each.nodes[0]!.id
        const found = decodeValue(Buffer.from(nodeKey(each.name, id)), encodeValue(each, each.nodes[0]!))
        expect(found).toEqual(each)
        expect(written(found)).toBe(written(each))
      }),
    )
  })

  test.each<[string, string]>([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"greeter"'],
    ['no name', golden.replace('"greeter"', '""')],
    ['a name that is a number', golden.replace('"greeter"', '7')],
    ['a version that is a number', golden.replace('"latest"', '7')],
    ['no nodes', golden.replace(/"nodes":.*/, '"nodes":null}')],
    ['two nodes', golden.replace('"nodes":[', '"nodes":[{"id":"x","address":"h:1"},')],
    ['a node that is null', golden.replace(/"nodes":.*/, '"nodes":[null]}')],
    ['no address', golden.replace('127.0.0.1:9000', '')],
    ['metadata that is a list', golden.replace('"metadata":null', '"metadata":[]')],
    ['metadata that is no text', golden.replace('"broker":"http"', '"broker":1')],
    ['endpoints that are an object', golden.replace(/"endpoints":\[.*?\}\}\],"n/, '"endpoints":{},"n')],
    ['a schema without a name', golden.replace('"name":"Req"', '"name":null')],
    ['a field that is null', golden.replace('{"name":"name","type":"string","values":null}', 'null')],
    ['a schema without an end', golden.replace('"type":"string","values":null', `"type":"t","values":${deep(5000)}`)],
    ['another service', golden.replace('"greeter"', '"other"')],
    ['another node', golden.replace('greeter-ID1', 'greeter-ID2')],
    ['a control character', golden.replace('"latest"', '"la\\u0000test"')],
  ])('that is %s is refused', (_, value) => {
    expect(() => read(value)).toThrow(Error)
  })
})

function deep(depth: number): string {
  return `${'[{"name":"n","type":"t","values":'.repeat(depth)}null${'}]'.repeat(depth)}`
}

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((each) => !/\p{Cc}/u.test(each) && each.isWellFormed())
const metadata = fc.dictionary(
  fc.oneof(text, fc.constantFrom('__proto__', 'constructor', '<', 'toString')),
  fc.string({ unit: 'grapheme' }).filter((each) => each.isWellFormed()),
  { maxKeys: 5 },
)
const leaf: fc.Arbitrary<Value> = fc.record({ name: text, type: text, values: fc.constantFrom(null, []) })
const schema: fc.Arbitrary<Value> = fc.record({
  name: text,
  type: text,
  values: fc.option(fc.array(fc.record({ name: text, type: text, values: fc.option(fc.array(leaf)) }))),
})
const endpoint: fc.Arbitrary<Endpoint> = fc.oneof(
  fc.record({ name: text, request: fc.option(schema), response: fc.option(schema), metadata }),
  fc.constant(deepEndpoint),
)
const service: fc.Arbitrary<ServiceRecord> = fc.record({
  name: text,
  version: text,
  metadata,
  endpoints: fc.array(endpoint, { maxLength: 3 }),
  nodes: fc.record({ id: text, address: text, metadata }).map((each) => [each]),
})

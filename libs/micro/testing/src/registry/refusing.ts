import { MicroError, type ServiceRecord } from '@micro/core'
import { describe, expect, test } from 'vitest'
import { deepEndpoint, node, record, value } from '../records.ts'
import type { Stage } from './stage.ts'

export function refusing(stage: Stage): void {
  describe('refuses with a typed error', () => {
    test('what is asked for with an aborted signal', async () => {
      const registry = await stage.client()
      const signal = AbortSignal.abort()
      for (const asked of [
        registry.register(record('a', ['a-1']), { signal }),
        registry.deregister(record('a', ['a-1']), { signal }),
        registry.getService('a', { signal }),
        registry.listServices({ signal }),
      ]) {
        await expect(asked).rejects.toMatchObject({ name: 'MicroError', code: 499 })
      }
      expect(await registry.getService('a')).toEqual([])
    })

    const big = 'x'.repeat(100_000)
    const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i))
    const deep = value('1', 't', [value('2', 't', [value('3', 't', [value('4', 't', [value('5', 't')])])])])
    const refused: readonly [string, number, ServiceRecord][] = [
      ['no name', 400, record('', ['a-1'])],
      ['a control character in the name', 400, record('a\nb', ['a-1'])],
      ['no nodes', 400, record('a', [])],
      ['one id twice', 400, record('a', ['a-1', 'a-1'])],
      ['a node without an address', 400, { ...record('a', []), nodes: [node('a-1', '')] }],
      ['a schema that is too deep', 400, record('a', ['a-1'], { endpoints: [{ ...deepEndpoint, request: deep }] })],
      ['a long name', 413, record(big, ['a-1'])],
      ['a long version', 413, record('a', ['a-1'], { version: big })],
      ['a long metadata value', 413, record('a', ['a-1'], { metadata: { big } })],
      ['a long metadata key', 413, record('a', ['a-1'], { metadata: { [big]: '' } })],
      ['much metadata', 413, record('a', ['a-1'], { metadata: Object.fromEntries(many(1000, (i) => [`k${i}`, ''])) })],
      [
        'many endpoints',
        413,
        record('a', ['a-1'], { endpoints: many(5000, (i) => ({ ...deepEndpoint, name: `E.${i}` })) }),
      ],
      [
        'many nodes',
        413,
        record(
          'a',
          many(5000, (i) => `a-${i}`),
        ),
      ],
    ]
    test.each(refused)('%s', async (_, code, service) => {
      const registry = await stage.client()
      const error = await registry.register(service).then(
        () => expect.unreachable('it was registered'),
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(MicroError)
      expect(error).toMatchObject({ code })
      expect((error as MicroError).detail.length).toBeLessThan(1000)
      expect(await registry.listServices()).toEqual([])
    })
  })
}

import { node, record } from '@micro/testing'
import { describe, expect, test } from 'vitest'
import { registration } from './encode.ts'

const check = { ttl: 60_000, tcpCheck: undefined }

describe('a registration', () => {
  test('is a service of consul by the node’s id', () => {
    const metadata = { protocol: 'mucp', 'a.b': 'no key of Meta', long: 'x'.repeat(513), 'consul-x': 'reserved' }
    const made = registration(record('a', []), node('a-1', '[::1]:9000', { metadata }), check)
    expect(made).toMatchObject({ ID: 'a-1', Name: 'a', Address: '::1', Port: 9000, Meta: { protocol: 'mucp' } })
    expect(Object.keys(made.Meta)).toEqual(['protocol'])
    expect(made.Tags).toHaveLength(5)
  })

  test.each([
    [60_000, '60000ms', '65s'],
    [90_000, '90000ms', '95s'],
    [0.3, '1ms', '65s'],
    [Number.MAX_VALUE, '315360000000ms', '315360005s'],
  ])(
    'of %d ms has a check that begins passing, and is forgotten some time after it turned critical',
    (ttl, TTL, reap) => {
      expect(registration(record('a', []), node('a-1'), { ...check, ttl }).Check).toEqual({
        TTL,
        Status: 'passing',
        DeregisterCriticalServiceAfter: reap,
      })
    },
  )

  test('may be probed instead', () => {
    const made = registration(record('a', []), node('a-1', '10.0.0.1:80'), { ttl: 15_000, tcpCheck: 10_000 })
    expect(made.Check).toMatchObject({ TCP: '10.0.0.1:80', Interval: '10000ms', Status: 'passing' })
    expect(made.Check).not.toHaveProperty('TTL')
  })
})

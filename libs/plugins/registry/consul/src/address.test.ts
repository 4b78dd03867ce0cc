import { describe, expect, test } from 'vitest'
import { joinHostPort, parseAgentAddress, splitHostPort } from './address.ts'

describe('an agent’s address', () => {
  test.each([
    ['consul:8501', { text: 'consul:8501', host: 'consul', port: 8501, secure: false }],
    ['consul', { text: 'consul', host: 'consul', port: 8500, secure: false }],
    ['http://consul:80', { text: 'consul:80', host: 'consul', port: 80, secure: false }],
    ['https://consul:443/', { text: 'consul:443', host: 'consul', port: 443, secure: true }],
    ['https://consul', { text: 'consul', host: 'consul', port: 8500, secure: true }],
    ['[::1]:8501', { text: '[::1]:8501', host: '::1', port: 8501, secure: false }],
    ['[::1]', { text: '[::1]', host: '::1', port: 8500, secure: false }],
  ])('may be %s', (text, address) => {
    expect(parseAgentAddress(text, false)).toEqual(address)
  })

  test('is asked by TLS where it does not say', () => {
    expect(parseAgentAddress('consul', true).secure).toBe(true)
    expect(parseAgentAddress('http://consul', true).secure).toBe(false)
  })

  test.each(['', 'a b', 'consul:8500/v1', 'consul:x', 'consul:99999', 'user@consul', '::1', 'ftp://consul'])(
    'is not %j',
    (text) => {
      expect(() => parseAgentAddress(text, false)).toThrow(expect.objectContaining({ name: 'MicroError', code: 400 }))
    },
  )
})

describe('a node’s address', () => {
  test.each([
    ['127.0.0.1:9000', '127.0.0.1', 9000],
    ['[2001:db8::1]:9000', '2001:db8::1', 9000],
    ['[fe80::1%eth0]:1', 'fe80::1%eth0', 1],
    ['house.internal:65535', 'house.internal', 65_535],
    ['house:65536', 'house:65536', 0],
    ['house:0', 'house:0', 0],
    ['house', 'house', 0],
    [':9000', ':9000', 0],
    ['::1', '::1', 0],
    ['unix:/run/house.sock', 'unix:/run/house.sock', 0],
  ])('%s is kept as host and port, and comes back', (address, host, port) => {
    expect(splitHostPort(address)).toEqual({ host, port })
    expect(joinHostPort({ host, port })).toBe(address)
  })
})

import { describe, expect, test } from 'vitest'
import { registryAddresses } from './address.ts'

describe('registryAddresses', () => {
  test.each([
    [undefined, ['127.0.0.1:8000']],
    ['', ['127.0.0.1:8000']],
    ['registry:8000', ['registry:8000']],
    [' a:1, b:2 ,', ['a:1', 'b:2']],
  ])('reads %j', (text, addresses) => {
    expect(registryAddresses({ MICRO_REGISTRY_ADDRESS: text })).toEqual(addresses)
  })
})

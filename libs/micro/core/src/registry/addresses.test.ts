import { expect, test } from 'vitest'
import { registryAddresses } from './addresses.ts'

test.each([
  [undefined, ['127.0.0.1:8000']],
  ['', ['127.0.0.1:8000']],
  [' , ', ['127.0.0.1:8000']],
  ['registry:8000', ['registry:8000']],
  [' a:1, b:2 ,', ['a:1', 'b:2']],
])('the environment’s %j is read', (text, addresses) => {
  expect(registryAddresses({ MICRO_REGISTRY_ADDRESS: text }, '127.0.0.1:8000')).toEqual(addresses)
})

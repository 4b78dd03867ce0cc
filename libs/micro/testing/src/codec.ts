import type { Codec } from '@micro/core'
import { describe } from 'vitest'
import { decodingTests } from './codec/decoding.ts'
import { encodingTests } from './codec/encoding.ts'

/** Everything a codec must do: carry any message whole, in place, and refuse what is none. */
export function codecSuite(name: string, codec: Codec): void {
  describe(`codec ${name}`, () => {
    describe('encoding', () => encodingTests(codec))
    describe('decoding', () => decodingTests(codec))
  })
}

import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('what is done for one key is done one after the other, also behind a failure; other keys do not wait', async () => {
  const turns = new Turns()
  const story: string[] = []
  const first = Promise.withResolvers<void>()
  const waits = turns.take('a', async () => {
    story.push('first')
    await first.promise
    throw new Error('no')
  })
  const follows = turns.take('a', async () => {
    story.push('second')
    return 2
  })
  await turns.take('b', async () => void story.push('other'))
  expect(story).toEqual(['first', 'other'])
  first.resolve()
  await expect(waits).rejects.toThrow('no')
  expect(await follows).toBe(2)
  expect(story).toEqual(['first', 'other', 'second'])
})

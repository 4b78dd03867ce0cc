import { expect, test } from 'vitest'
import { inProcess } from './in-process.ts'

test('a server in this process serves until it is stopped', async () => {
  const story: string[] = []
  const unit = inProcess('registry', async () => ({ stop: async () => void story.push('stopped') }))
  const run = unit.start()
  await run.ready
  run.stop()
  expect(await run.ended).toBe('stopped')
  expect(story).toEqual(['stopped'])
})

test('one that does not start says why', async () => {
  const run = inProcess('registry', () => Promise.reject(new Error('no port'))).start()
  await expect(run.ready).rejects.toThrow('no port')
  expect(await run.ended).toBe('no port')
})

test('one that does not stop is given up', async () => {
  const run = inProcess('registry', async () => ({ stop: () => new Promise(() => {}) })).start()
  await run.ready
  run.stop()
  run.kill()
  expect(await run.ended).toBe('killed')
})

test('one that is stopped while it starts is stopped once it has', async () => {
  const begun = Promise.withResolvers<{ stop(): Promise<void> }>()
  const run = inProcess('registry', () => begun.promise).start()
  run.stop()
  begun.resolve({ stop: async () => {} })
  expect(await run.ended).toBe('stopped')
})

import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LeakWatch } from './leaks.ts'

describe('LeakWatch', () => {
  let watch: LeakWatch
  beforeEach(() => {
    watch = new LeakWatch()
    watch.start()
  })
  afterEach(() => watch.stop())

  test('finds nothing where nothing was started', () => {
    expect(watch.left()).toEqual([])
  })

  test('names an unrefed timer by its place, until it is cleared', async () => {
    const timer = setInterval(() => {}, 1000).unref()
    expect(watch.left()).toEqual([expect.stringMatching(/^timer set at .*leaks\.test\.ts:/)])
    clearInterval(timer)
    await expect.poll(() => watch.left()).toEqual([])
  })

  test('forgets a timer that has fired', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    await expect.poll(() => watch.left()).toEqual([])
  })

  test('counts servers that listen', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    expect(watch.left()).toEqual(['1 × TCPServerWrap'])
    server.close()
    await expect.poll(() => watch.left()).toEqual([])
  })

  test('counts listeners on the process', () => {
    const listener = () => {}
    process.on('SIGUSR2', listener)
    expect(watch.left()).toContain("1 × process.on('SIGUSR2')")
    process.off('SIGUSR2', listener)
  })
})

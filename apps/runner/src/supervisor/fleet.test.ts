import { describe, expect, test } from 'vitest'
import { scripted, server } from '../../test/scripted.ts'
import { Fleet } from './fleet.ts'
import type { Run, Unit } from './unit.ts'

/** A unit in this process that writes down what happens to it. */
function recorded(name: string, story: string[], fails = false): Unit {
  const start = (): Run => {
    story.push(`${name} starts`)
    const ended = Promise.withResolvers<string>()
    const end = (how: string) => {
      story.push(`${name} ${how}`)
      ended.resolve(how)
    }
    return {
      ready: fails ? Promise.reject(new Error(`${name} failed`)) : Promise.resolve(),
      ended: ended.promise,
      stop: () => setImmediate(end, 'stopped'),
      kill: () => end('killed'),
    }
  }
  return { name, start }
}

describe('a fleet', () => {
  test('starts stage by stage and stops in the opposite order', async () => {
    const story: string[] = []
    const fleet = new Fleet([
      { units: [recorded('postgres', story)], grace: 1000, onReady: () => story.push('databases') },
      { units: [recorded('user', story), recorded('house', story)], grace: 1000 },
      { units: [recorded('api', story)], grace: 1000 },
    ])
    await fleet.start()
    await Promise.all([fleet.stop(), fleet.stop()])
    expect(story).toEqual([
      'postgres starts',
      'databases',
      'user starts',
      'house starts',
      'api starts',
      'api stopped',
      'user stopped',
      'house stopped',
      'postgres stopped',
    ])
  })

  test('does not start what comes after a failure, and can still be stopped', async () => {
    const story: string[] = []
    const fleet = new Fleet([
      { units: [recorded('postgres', story)], grace: 1000 },
      { units: [recorded('user', story, true)], grace: 1000 },
      { units: [recorded('api', story)], grace: 1000 },
    ])
    await expect(fleet.start()).rejects.toThrow('user failed')
    await fleet.stop()
    expect(story).toEqual(['postgres starts', 'user starts', 'user stopped', 'postgres stopped'])
  })

  test('stopped while it starts starts nothing more', async () => {
    const story: string[] = []
    const fleet: Fleet = new Fleet([
      { units: [recorded('postgres', story)], grace: 1000, onReady: () => void fleet.stop() },
      { units: [recorded('user', story)], grace: 1000 },
    ])
    await expect(fleet.start()).rejects.toThrow('stopped while starting')
    await fleet.stop()
    expect(story).toEqual(['postgres starts', 'postgres stopped'])
  })

  test('lets a service finish its work before what it needs goes', async () => {
    const lines: string[] = []
    const note = (name: string) => ({ onLine: (line: string) => void lines.push(`${name} ${line}`) })
    const slow = server.replace("console.log('drained');", "setTimeout(() => console.log('drained'), 200);")
    const fleet = new Fleet([
      { units: [await scripted('base', server, note('base'))], grace: 60_000 },
      { units: [await scripted('user', slow, note('user'))], grace: 60_000 },
    ])
    await fleet.start()
    await fleet.stop()
    expect(lines).toEqual(['user drained', 'base drained'])
  })

  test('lets a stage have the time that those before it have left', async () => {
    const lines: string[] = []
    const slow = server.replace("console.log('drained');", "setTimeout(() => console.log('drained'), 200);")
    const fleet = new Fleet([
      { units: [await scripted('user', slow, { onLine: (line) => void lines.push(line) })], grace: 1 },
      { units: [recorded('api', [])], grace: 60_000 },
    ])
    await fleet.start()
    await fleet.stop()
    expect(lines).toEqual(['drained'])
  })

  test('ends all at once when it is killed', async () => {
    const story: string[] = []
    const fleet = new Fleet([
      { units: [recorded('postgres', story)], grace: 1000 },
      { units: [recorded('user', story)], grace: 1000 },
    ])
    await fleet.start()
    fleet.kill()
    expect(story.slice(2)).toEqual(['postgres killed', 'user killed'])
  })
})

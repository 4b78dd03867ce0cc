import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Console, wantsColour } from './console.ts'

function recording(colour: boolean) {
  const written: string[] = []
  const console = new Console({ write: (text) => written.push(text) }, ['postgres', 'user', 'api'], colour)
  return { console, written }
}

describe('the console', () => {
  test('puts the name of the process before each line, all in one column', () => {
    const { console, written } = recording(false)
    console.line('postgres', 'ready')
    console.line('api', 'listens')
    expect(written).toEqual(['postgres │ ready\n', 'api      │ listens\n'])
  })

  test('gives each process its colour, and trouble another', () => {
    const { console, written } = recording(true)
    console.line('user', '12:00 INFO  hello')
    console.line('api', '12:00 INFO  hello')
    console.line('api', '12:00 ERROR oh')
    const [user = '', api = '', error = ''] = written
    expect(written.map(stripVTControlCharacters)).toEqual([
      'user     │ 12:00 INFO  hello\n',
      'api      │ 12:00 INFO  hello\n',
      'api      │ 12:00 ERROR oh\n',
    ])
    const leading = (line: string, text: string) => line.slice(0, line.indexOf(text))
    expect(leading(user, 'user')).not.toBe(leading(api, 'api'))
    expect(error.split('│')[1]).not.toBe(' 12:00 ERROR oh\n')
    expect(api.split('│')[1]).toBe(' 12:00 INFO  hello\n')
  })

  test('lets no process steer the terminal', () => {
    const { console, written } = recording(false)
    console.line('api', 'agent \u001b[2J\u001b[31mred')
    expect(written).toEqual(['api      │ agent red\n'])
  })

  test('counts the events that are handled before all serve, and shows those after', () => {
    const { console, written } = recording(false)
    const event = '12:00:00.000 INFO  event handled topic=t event=e ms=1'
    for (const name of ['api', 'user', 'user']) console.line(name, event)
    console.line('user', '12:00:00.000 WARN  event failed; it comes again topic=t')
    expect(written).toEqual(['user     │ 12:00:00.000 WARN  event failed; it comes again topic=t\n'])
    console.ready()
    expect(written[1]).toMatch(/^ *\d+\.\d s │ events handled meanwhile: user 2, api 1\n$/)
    console.line('user', event)
    expect(written[2]).toBe(`user     │ ${event}\n`)
  })

  test('says nothing of events where there were none', () => {
    const { console, written } = recording(false)
    console.ready()
    expect(written).toEqual([])
  })

  test('shows progress with the time since the start', () => {
    const { console, written } = recording(false)
    console.progress('PostgreSQL serves')
    expect(written[0]).toMatch(/^ *\d+\.\d s │ PostgreSQL serves\n$/)
  })
})

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: false }, {}, false],
  [{}, {}, false],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
])('colours in %o with %o: %s', (sink, env, expected) => {
  expect(wantsColour({ write: () => {}, ...sink }, env)).toBe(expected)
})

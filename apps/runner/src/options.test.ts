import { describe, expect, test } from 'vitest'
import { parseCommand } from './options.ts'

const surroundings = { env: {}, cwd: '/here', defaultData: '/checkout/.data' }
const parse = (...args: string[]) => parseCommand(args, surroundings)

describe('the command line', () => {
  test('may be empty', () => {
    expect(parse()).toEqual({
      type: 'run',
      options: { single: false, data: '/checkout/.data', port: 8080, registry: 'service' },
    })
  })

  test('says where the data are, how many processes, which port', () => {
    expect(parse('--data', 'there', '--single', '--port', '0')).toEqual({
      type: 'run',
      options: { single: true, data: '/here/there', port: 0, registry: 'service' },
    })
  })

  test('goes before the environment', () => {
    const withPort = { ...surroundings, env: { PORT: '9000' } }
    expect(parseCommand([], withPort)).toMatchObject({ options: { port: 9000 } })
    expect(parseCommand(['--port=9001'], withPort)).toMatchObject({ options: { port: 9001 } })
  })

  test('asks for help', () => {
    expect(parse('--help')).toEqual({ type: 'help' })
  })

  test('takes what there is of registries and brokers', () => {
    expect(parse('--registry', 'service', '--broker', 'postgres')).toMatchObject({ type: 'run' })
    for (const registry of ['consul', 'etcd']) {
      expect(parse('--registry', registry)).toMatchObject({ type: 'run', options: { registry } })
    }
  })

  test.each([
    [['--singel'], "Unknown option '--singel'. See"],
    [['house'], "Unexpected argument 'house'. See"],
    [['--data'], "Option '--data <value>' argument missing. See"],
    [['--data='], '--data needs a folder.'],
    [['--single=yes'], "Option '--single' does not take an argument. See"],
    [['--port', '80x'], 'Port "80x" is no number from 0 to 65535.'],
    [['--port', '65536'], 'Port "65536" is no number'],
    [['--registry', 'eureka'], 'There is no registry "eureka" here; there is service, consul, etcd.'],
    [['--registry', 'consul', '--single'], '--single has all services in one process, which need no registry'],
    [['--broker', 'nats'], 'There is no broker "nats" here; there is postgres.'],
  ])('is refused in one line: %s', (args, reason) => {
    const command = parse(...args)
    expect(command).toMatchObject({ type: 'refused', reason: expect.stringContaining(reason) })
    expect(command).toMatchObject({ reason: expect.not.stringContaining('\n') })
  })
})

import { expect, test } from 'vitest'
import { compare, modes } from './run.ts'

test('the mirror, the bare framework and the full one all answer, over every connection', async () => {
  const said: string[] = []
  const load = { depth: 4, connections: 2 }
  const rows = await compare(0.1, 1, (line) => said.push(line), [load])
  expect(rows.map((row) => row.load)).toEqual([load])
  for (const mode of modes) expect(rows[0]!.results[mode].callsPerSecond).toBeGreaterThan(0)
  expect(said).toEqual([expect.stringContaining('depth 4, 2 connection(s): raw')])
})

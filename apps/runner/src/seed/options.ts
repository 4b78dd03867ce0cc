import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Surroundings } from '../options.ts'

export type SeedCommand =
  | { readonly type: 'seed'; readonly data: string; readonly houses: number }
  | { readonly type: 'help' }
  | { readonly type: 'refused'; readonly reason: string }

const most = 1_000_000

export const help = `Fills a data folder with very many houses, three bookings each, to see how the platform bears them.

  npm run seed -- --houses 100000 [--data DIR]

  --houses N   how many houses, 1 to ${most}
  --data DIR   where the data are kept (default: .data in the checkout); the platform there must not run
  --help       this text

What npm start puts there is put there too. Done again, it adds what is missing.
`

/** Reads the command line. Never throws. */
export function parseSeedCommand(
  args: readonly string[],
  { cwd, defaultData }: Pick<Surroundings, 'cwd' | 'defaultData'>,
): SeedCommand {
  const parse = () =>
    parseArgs({
      args: [...args],
      options: { houses: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
  let values: ReturnType<typeof parse>['values']
  try {
    values = parse().values
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error))
  }
  if (values.help === true) return { type: 'help' }
  const { houses } = values
  if (houses === undefined) return refused('How many? Say --houses N.')
  if (!/^\d{1,7}$/.test(houses) || Number(houses) < 1 || Number(houses) > most) {
    return refused(`--houses ${JSON.stringify(houses)} is no whole number from 1 to ${most}.`)
  }
  if (values.data === '') return refused('--data needs a folder.')
  const data = values.data === undefined ? defaultData : resolve(cwd, values.data)
  return { type: 'seed', data, houses: Number(houses) }
}

function refused(reason: string): SeedCommand {
  return { type: 'refused', reason: `${reason} See npm run seed -- --help.` }
}

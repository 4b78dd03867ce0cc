import { access, constants } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** A server that a test needs is not installed. */
export class MissingServer extends Error {
  constructor(name: string) {
    super(`${name} is not installed; this gets it: npm run servers:install -- ${name}`)
  }
}

/** Where `npm run servers:install` puts what it builds: once for all checkouts of a person. */
export function binFolder(env: Environment = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'micro-servers', 'bin')
}

/**
 * The program of a server: the one that was installed for tests, else the first on the path.
 *
 * @throws {MissingServer} with the command that gets it
 */
export async function findServer(name: string, env: Environment = process.env): Promise<string> {
  for (const folder of [binFolder(env), ...(env.PATH ?? '').split(delimiter)]) {
    const program = join(folder, name)
    const found = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (folder !== '' && found) return program
  }
  throw new MissingServer(name)
}

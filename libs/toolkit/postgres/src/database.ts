import { randomBytes } from 'node:crypto'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'

export interface DatabaseOptions {
  /** Name of the database and of the role that owns it. @default a random one */
  readonly name?: string
  /** The role's password. @default a random one */
  readonly password?: string
  /** Extensions to create in it, by the superuser, such as `btree_gist`. @default [] */
  readonly extensions?: readonly string[]
  /**
   * Roles (of databases made before) that share this one: they connect by their own names and passwords, and act in it
   * as its owner, so that each can use what another has made. @default []
   */
  readonly members?: readonly string[]
}

export interface Database {
  readonly name: string
  /** The owner's connection string. */
  readonly url: string
  /** The connection string of a role with its own password. */
  urlFor(role: string, password: string): string
}

/**
 * Makes sure of a database with a role of its own, which may connect to this one and no other and has no other rights.
 * Existing ones are left as they are; the password is set.
 *
 * @param superuserUrl as `PostgresServer.url`
 */
export async function createDatabase(superuserUrl: string, options: DatabaseOptions = {}): Promise<Database> {
  const name = options.name ?? `test_${randomBytes(6).toString('hex')}`
  const password = options.password ?? randomBytes(18).toString('base64url')
  const [id, secret] = [escapeIdentifier(name), escapeLiteral(password)]

  await withClient(superuserUrl, async (client) => {
    // Others may do the same for their databases; the catalogs take one writer.
    await client.query('SELECT pg_advisory_lock(7351)')
    await client.query('REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC')
    const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name])
    await client.query(`${role.rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${id} LOGIN PASSWORD ${secret}`)
    const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${id} OWNER ${id}`)
    await client.query(`REVOKE ALL ON DATABASE ${id} FROM PUBLIC`)
    for (const member of options.members ?? []) {
      await client.query(`GRANT ${id} TO ${escapeIdentifier(member)}`)
      await client.query(`ALTER ROLE ${escapeIdentifier(member)} IN DATABASE ${id} SET role = ${escapeLiteral(name)}`)
    }
  })
  const extensions = options.extensions ?? []
  if (extensions.length > 0) {
    await withClient(urlOf(superuserUrl, { database: name }), async (client) => {
      for (const each of extensions) await client.query(`CREATE EXTENSION IF NOT EXISTS ${escapeIdentifier(each)}`)
    })
  }
  return {
    name,
    url: urlOf(superuserUrl, { database: name, role: name, password }),
    urlFor: (role, secretOfRole) => urlOf(superuserUrl, { database: name, role, password: secretOfRole }),
  }
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function urlOf(base: string, to: { readonly database: string; readonly role?: string; readonly password?: string }) {
  const url = new URL(base)
  url.pathname = `/${encodeURIComponent(to.database)}`
  if (to.role !== undefined) url.username = encodeURIComponent(to.role)
  if (to.password !== undefined) url.password = encodeURIComponent(to.password)
  return url.href
}

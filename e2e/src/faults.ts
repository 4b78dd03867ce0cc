import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import { expect } from 'vitest'
import type { Client, Problem, RequestOptions } from './client.ts'
import { count } from './facts.ts'
import type { Platform, ServiceName } from './platform.ts'

/** What must never be shown, whatever a test does. */
export function faults({ lines }: { readonly lines: readonly string[] }): readonly string[] {
  return lines.filter((line) => /\b(ERROR|FATAL|PANIC)\b/.test(line))
}

/** The same where a test kills services: PostgreSQL says of a connection that ended in the middle that it is lost. */
export function faultsBesideKills(platform: { readonly lines: readonly string[] }): readonly string[] {
  return faults(platform).filter((line) => !/^postgres +│ FATAL: +connection to client lost$/.test(line))
}

/** That a service ended, which where no test has ended one is a fault as well. */
export function restarts({ lines }: Platform): readonly string[] {
  return lines.filter((line) => line.includes('starting it again'))
}

/** How often a service has come back so far. */
export function comebacks({ lines }: Platform, service: ServiceName): number {
  return lines.filter((line) => line.endsWith(`│ ${service} serves again`)).length
}

/** Ends a service in the middle of its work, does something while it is away, and waits until it is back. */
export async function without(platform: Platform, service: ServiceName, work: () => Promise<void>): Promise<void> {
  const before = comebacks(platform, service)
  await platform.kill(service)
  await work()
  await platform.line(new RegExp(`│ ${service} serves again$`), { times: before + 1 })
}

/**
 * Asks until it is answered by a success. On the way nothing but "not there for now, come again" may be said.
 *
 * @returns what was answered, and how often it was asked in vain
 */
export async function patiently<T>(api: Client, method: string, path: string, options?: RequestOptions) {
  for (let vain = 0; vain < 600; vain++) {
    const { status, headers, body } = await api.try<T>(method, path, options)
    if (status < 300) return { body: body as T, vain }
    const { code, requestId } = body as Problem
    expect({ status, code, path, requestId }).toEqual({ status: 503, code: 'UNAVAILABLE', path, requestId })
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    await delay(50)
  }
  throw new Error(`${method} ${path}: no success after many attempts`)
}

const gate = 4711

/**
 * Lets what is asked for come as far as the commit that adds a row to a table, and ends the order service between that
 * commit and its answer: what was done is done, and nobody was told.
 *
 * A trigger has the commit wait at our gate. There the process is stopped, so that it learns of nothing; the gate opens,
 * PostgreSQL commits, and the process is killed.
 */
export async function killedAfterCommit(platform: Platform, table: string, ask: () => Promise<unknown>): Promise<void> {
  const pool = await platform.database('order')
  const rows = () => count(pool, `SELECT count(*) FROM ${table}`)
  const before = await rows()
  const comeback = comebacks(platform, 'order') + 1
  const keeper = await pool.connect()
  try {
    await keeper.query(`
      CREATE FUNCTION at_gate() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${gate}); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER at_gate AFTER INSERT ON ${table} DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION at_gate();
      SELECT pg_advisory_lock(${gate});`)
    const asked = ask().catch(() => {})
    await atGate(pool)
    const { pid } = await platform.processOf('order')
    process.kill(pid, 'SIGSTOP')
    await keeper.query(`SELECT pg_advisory_unlock(${gate})`)
    await expect.poll(rows, { interval: 20 }).toBe(before + 1)
    await platform.kill('order')
    // Before it is back: it must not wait again.
    await keeper.query(`DROP TRIGGER at_gate ON ${table}; DROP FUNCTION at_gate`)
    await platform.line(/│ order serves again$/, { times: comeback })
    await asked
  } finally {
    // What it holds goes with the connection, also when all this broke off.
    keeper.release(true)
  }
}

/** Until somebody waits at the gate. */
async function atGate(pool: Pool): Promise<void> {
  const sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted"
  await expect.poll(() => count(pool, sql, [gate]), { interval: 20 }).toBeGreaterThan(0)
}

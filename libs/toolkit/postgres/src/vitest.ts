import type { TestProject } from 'vitest/node'
import { temporaryPostgres } from './temporary.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser's connection string of the run's server. */
    postgresUrl: string
  }
}

/** Vitest's global setup: one temporary server for the run, its address by `inject('postgresUrl')`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await temporaryPostgres()
  project.provide('postgresUrl', server.url)
  return server.stop
}

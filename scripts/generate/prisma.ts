import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Generates the client of each schema to `gen/prisma` beside the schema's folder, where the schema or Prisma changed.
 *
 * @param schemas paths relative to `root`
 * @throws Error with Prisma's own words when it refuses a schema
 */
export async function generatePrisma(
  root: string,
  schemas: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  if (schemas.length === 0) return
  const prisma = findPrisma(root)
  if (!prisma) return say('Prisma is not installed (npm ci --omit=dev?): its clients are left as they are')
  const waiting = schemas.map((schema) => ({ schema, ...stampOf(root, schema, prisma.version) }))
  const changed = waiting.filter(
    ({ stampFile, stamp }) => !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp,
  )
  const work = changed.values()
  const worker = async (): Promise<void> => {
    for (const { schema, stampFile, stamp } of work) {
      await generateOne(root, prisma.main, schema)
      writeFileSync(stampFile, stamp)
      say(`generated ${dirname(dirname(schema))}/gen/prisma`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), changed.length) }, worker))
}

function findPrisma(root: string): { main: string; version: string } | undefined {
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('prisma/package.json')
    const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string; bin: { prisma: string } }
    return { main: join(dirname(manifest), bin.prisma), version }
  } catch {
    return undefined
  }
}

function stampOf(root: string, schema: string, version: string): { stampFile: string; stamp: string } {
  const source = readFileSync(join(root, schema), 'utf8')
  const stamp = createHash('sha256').update(version).update('\n').update(source).digest('hex')
  return { stampFile: join(root, dirname(dirname(schema)), 'gen', 'prisma', '.schema.sha256'), stamp }
}

async function generateOne(root: string, prisma: string, schema: string): Promise<void> {
  const folder = join(root, dirname(dirname(schema)))
  try {
    await run(process.execPath, [prisma, 'generate', '--schema', join(root, schema)], {
      cwd: folder,
      env: {
        ...process.env,
        // The client is TypeScript alone. Prisma looks for its schema engine all the same, and would download it;
        // any program in its place will do, since it is never run.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
    })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`prisma generate refused ${schema}:\n${stderr || stdout || error}`)
  }
}

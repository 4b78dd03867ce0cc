/**
 * Generates what is not committed, after each install: code from the protos, and Prisma's clients from their schemas.
 * Says one line for each thing it made, nothing where all is as it was.
 */
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generatePrisma } from './generate/prisma.ts'
import { generateProtos, type ProtoSource } from './generate/protos.ts'

const root = join(import.meta.dirname, '..')

/** The framework's own protos may use the options of `proto/` too. */
function ownProtos(pattern: string): ProtoSource[] {
  return globSync(pattern, { cwd: root })
    .sort()
    .map((proto) => ({ proto, out: join(dirname(proto), 'gen'), include: ['proto'] }))
}

const protos: ProtoSource[] = [
  { proto: 'proto', out: 'libs/contracts/gen' },
  ...ownProtos('libs/micro/core/proto').map((source) => ({ ...source, core: 'libs/micro/core' })),
  ...ownProtos('libs/plugins/*/*/proto'),
  ...ownProtos('libs/platform/proto'),
  ...ownProtos('bench/proto'),
  ...ownProtos('libs/micro/testing/proto'),
]
const schemas = globSync(['apps/*/prisma/schema.prisma', 'libs/platform/test/prisma/schema.prisma'], {
  cwd: root,
}).sort()

// Prisma's processes run while the protos are read.
const clients = generatePrisma(root, schemas, console.log).catch(fail)
try {
  generateProtos(root, protos, console.log)
} catch (error) {
  fail(error)
}
await clients

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

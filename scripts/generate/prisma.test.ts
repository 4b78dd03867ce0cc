import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { generatePrisma } from './prisma.ts'

// Inside the workspace, so that Prisma is found.
const cache = join(import.meta.dirname, '../../node_modules/.cache')
let root: string

beforeEach(() => {
  mkdirSync(cache, { recursive: true })
  root = mkdtempSync(join(cache, 'generate-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function schema(app: string, model: string, type = 'String'): string {
  const path = `apps/${app}/prisma/schema.prisma`
  mkdirSync(join(root, dirname(path)), { recursive: true })
  writeFileSync(
    join(root, path),
    `generator client {
      provider               = "prisma-client"
      output                 = "../gen/prisma"
      runtime                = "nodejs"
      moduleFormat           = "esm"
      generatedFileExtension = "ts"
      importFileExtension    = "ts"
    }
    datasource db {
      provider = "postgresql"
    }
    model ${model} {
      id ${type} @id
    }`,
  )
  return path
}

async function generate(...schemas: string[]): Promise<string[]> {
  const lines: string[] = []
  await generatePrisma(root, schemas, (line) => lines.push(line))
  return lines.sort()
}

describe('a Prisma client', () => {
  test('is generated for each schema, and anew only where the schema changed', async () => {
    const one = schema('one', 'Thing')
    const two = schema('two', 'Other')
    expect(await generate(one, two)).toEqual(['generated apps/one/gen/prisma', 'generated apps/two/gen/prisma'])
    expect(readFileSync(join(root, 'apps/two/gen/prisma/client.ts'), 'utf8')).toContain('Other')
    expect(await generate(one, two)).toEqual([])

    schema('one', 'Renamed')
    expect(await generate(one, two)).toEqual(['generated apps/one/gen/prisma'])
    expect(readFileSync(join(root, 'apps/one/gen/prisma/client.ts'), 'utf8')).toContain('Renamed')
  })

  test('of a wrong schema is not generated; Prisma says why', async () => {
    const wrong = schema('wrong', 'Thing', 'Text')
    await expect(generate(wrong)).rejects.toThrow('Type "Text" is neither a built-in type')
    expect(existsSync(join(root, 'apps/wrong/gen/prisma'))).toBe(false)
  })
})

import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { coreFolder, protoFolder, Workshop } from '../test/workshop.ts'

const message = 'message A { string x = 1; }'

describe('generating', () => {
  test('writes a module and its declarations for each proto, and an index for each folder', () => {
    using workshop = new Workshop({
      'a/v1/one.proto': `package a.v1;\n${message}`,
      'a/v1/two.proto': 'package a.v1;\nmessage B {}',
    })
    const { protos, changed } = workshop.generate()
    expect(protos).toBe(2)
    expect([...changed].sort()).toEqual(
      ['index', 'one', 'two'].flatMap((name) => [`a/v1/${name}.d.ts`, `a/v1/${name}.js`]),
    )
  })

  test('gives the same files each time, and touches none that is right', () => {
    using first = new Workshop()
    using second = new Workshop()
    first.generate({ proto: protoFolder, core: '@micro/core' })
    second.generate({ proto: protoFolder, core: '@micro/core' })
    const paths = globSync('**/*.{js,ts}', { cwd: first.out })
    expect(paths.length).toBeGreaterThan(10)
    for (const path of paths) {
      expect(readFileSync(join(second.out, path), 'utf8')).toBe(readFileSync(join(first.out, path), 'utf8'))
    }
    const before = paths.map((path) => statSync(join(first.out, path)).mtimeMs)
    expect(first.generate({ proto: protoFolder, core: '@micro/core' }).changed).toEqual([])
    expect(paths.map((path) => statSync(join(first.out, path)).mtimeMs)).toEqual(before)
  })

  test('removes what it once wrote for a proto that is gone, and nothing else', () => {
    using workshop = new Workshop({ 'a.proto': message })
    workshop.generate()
    writeFileSync(join(workshop.out, 'own.js'), 'export {}\n')
    using other = new Workshop({ 'b.proto': message })
    other.generate({ out: workshop.out })
    expect(globSync('*.js', { cwd: workshop.out }).sort()).toEqual(['b.js', 'index.js', 'own.js'])
  })

  test('writes nothing where a proto is wrong', () => {
    using workshop = new Workshop({ 'a.proto': message, 'b.proto': 'message B { Missing x = 1; }' })
    expect(() => workshop.generate()).toThrow('b.proto:2')
    expect(existsSync(workshop.out)).toBe(false)
  })

  test('imports the framework by its name, or by its folder from code that is a part of it', () => {
    using workshop = new Workshop({ 'a.proto': message })
    workshop.generate({ core: '@micro/core' })
    expect(readFileSync(join(workshop.out, 'a.js'), 'utf8')).toContain("from '@micro/core/generated'")
    expect(readFileSync(join(workshop.out, 'a.d.ts'), 'utf8')).toContain("from '@micro/core'")
    workshop.generate({ core: join(workshop.folder, 'core') })
    expect(readFileSync(join(workshop.out, 'a.js'), 'utf8')).toContain("from '../core/src/generated.ts'")
    expect(readFileSync(join(workshop.out, 'a.d.ts'), 'utf8')).toContain("from '../core/src/index.ts'")
  })

  test('tells apart what has one name in two packages', async () => {
    using workshop = new Workshop({
      'b.proto': 'package b;\nmessage Thing { string b = 1; }',
      'c.proto': 'package c;\nmessage Thing { string c = 1; }',
      'a.proto': 'package a;\nimport "b.proto";\nimport "c.proto";\nmessage Thing { b.Thing b = 1; c.Thing c = 2; }',
    })
    workshop.generate({ core: coreFolder })
    const { Thing } = await workshop.import('a.js')
    expect(Thing?.toJSON({ b: { b: 'x' }, c: { c: 'y' } })).toEqual({ b: { b: 'x' }, c: { c: 'y' } })
  })
})

describe('a generated module', () => {
  test('describes a service: names, paths, kinds, idempotency, messages', async () => {
    using workshop = new Workshop()
    workshop.generate({ proto: protoFolder })
    const kitchen = await workshop.import('kitchen/v1/index.js')
    const service = kitchen.KitchenService
    expect(service).toMatchObject({ name: 'kitchen.v1.KitchenService', service: 'kitchen' })
    expect(service?.methods.getMeal).toEqual({
      name: 'GetMeal',
      endpoint: 'KitchenService.GetMeal',
      path: '/kitchen.v1.KitchenService/GetMeal',
      kind: 'unary',
      idempotency: 'no-side-effects',
      request: kitchen.Scalars,
      response: kitchen.Choice,
    })
    expect(
      Object.values(service?.methods ?? {}).map(({ name, kind, idempotency }) => [name, kind, idempotency]),
    ).toEqual([
      ['GetMeal', 'unary', 'no-side-effects'],
      ['PutMeal', 'unary', 'idempotent'],
      ['WatchMeals', 'server-stream', 'unknown'],
      ['SendParts', 'client-stream', 'unknown'],
      ['Talk', 'bidi-stream', 'unknown'],
    ])
  })

  test('has a service without a package as Go Micro names it', async () => {
    using workshop = new Workshop()
    workshop.generate({ proto: protoFolder })
    const { Debug } = await workshop.import('debug.js')
    expect(Debug).toMatchObject({ name: 'Debug', service: '' })
    expect(Debug?.methods.health).toMatchObject({ endpoint: 'Debug.Health', path: '/Debug/Health' })
  })

  test('lists its events, with topics and keys', async () => {
    using workshop = new Workshop()
    workshop.generate({ proto: protoFolder })
    const { events, MealReady } = await workshop.import('kitchen/v1/index.js')
    expect(MealReady).toMatchObject({ name: 'kitchen.v1.MealReady', topic: 'kitchen.meal.ready', key: 'tableId' })
    expect((events as unknown as { topic: string; key?: string }[]).map(({ topic, key }) => [topic, key])).toEqual([
      ['kitchen.meal.ready', 'tableId'],
      ['kitchen.closed', undefined],
    ])
  })

  test('describes the fields of a message, and those of the messages in it', async () => {
    using workshop = new Workshop()
    workshop.generate({ proto: protoFolder })
    const { Tree, Maps } = await workshop.import('kitchen/v1/kitchen.js')
    const shown = Tree?.fields.map(({ name, type, repeated, message }) => [name, type, repeated, message?.().name])
    expect(shown).toEqual([
      ['leaf', 'kitchen.v1.Tree.Leaf', false, 'kitchen.v1.Tree.Leaf'],
      ['branches', 'kitchen.v1.Tree', true, 'kitchen.v1.Tree'],
      ['only', 'kitchen.v1.Tree', false, 'kitchen.v1.Tree'],
    ])
    expect(Maps?.fields[6]).toMatchObject({ name: 'parts', mapKey: 'string', type: 'kitchen.v1.Part', repeated: false })
  })

  test('names the values of an enum both ways', async () => {
    using workshop = new Workshop()
    workshop.generate({ proto: protoFolder })
    const { Heat, HeatName } = await workshop.import('kitchen/v1/kitchen.js')
    expect(Heat).toEqual({ UNSPECIFIED: 0, LOW: 1, HIGH: 2, FREEZING: -1 })
    expect(HeatName).toEqual({ 0: 'UNSPECIFIED', 1: 'LOW', 2: 'HIGH', '-1': 'FREEZING' })
  })
})

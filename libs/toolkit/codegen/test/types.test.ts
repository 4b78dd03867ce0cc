import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from './compile.ts'
import { coreFolder, protoFolder, Workshop } from './workshop.ts'

/** Stands for the framework's declarations, so that only what is generated is compiled, and its time measured. */
const core = `
export type { Method, MessageType, ServiceDescription, EventType } from '${join(coreFolder, 'src/description.ts')}'
export interface CallOptions { readonly timeout?: number }
export interface ServerContext { readonly endpoint: string }
`

function prepare(workshop: Workshop): void {
  const index = join(workshop.folder, 'core/src/index.ts')
  mkdirSync(dirname(index), { recursive: true })
  writeFileSync(index, core)
}

const head = `
import type { CallOptions, ServerContext, ServiceDescription } from './core/src/index.ts'
import { Choice, events, Heat, HeatName, KitchenService, type KitchenServiceClient, type KitchenServiceHandler, type Lists, MealReady, type Part, type Scalars } from './gen/kitchen/v1/index.js'
declare const scalars: Scalars
declare const choice: Choice
declare const lists: Lists
declare const client: KitchenServiceClient
declare function handle<H>(service: ServiceDescription<unknown, H>, handler: NoInfer<H>): void
const handler: KitchenServiceHandler = {
  getMeal: async () => choice,
  putMeal: () => ({}),
  async *watchMeals() { yield choice },
  async sendParts(parts) { for await (const part of parts) part.id.length; return lists },
  async *talk(choices, ctx) { for await (const one of choices) if (one.text === ctx.endpoint) yield one },
}`

const right = `
handle(KitchenService, handler)
const options: CallOptions = { timeout: 5 }
const meal = await client.getMeal({ ...scalars, heat: Heat.LOW }, options)
const text: string | undefined = meal.text ?? meal.part?.note
for await (const one of client.watchMeals({})) one.number?.toFixed()
const sent: Lists = await client.sendParts((async function* (): AsyncGenerator<Part> { yield { id: '', grams: 1 } })())
const name: 'UNSPECIFIED' | 'LOW' | 'HIGH' | 'FREEZING' = HeatName[scalars.heat]
const event: 'kitchen.meal.ready' = MealReady.topic
const all: readonly { topic: string }[] = events
export const context: ServerContext = { endpoint: '' }
export default [text, sent, name, event, all, MealReady.fromJSON({}).part?.note]`

/** What is wrong, a piece of a program, what the compiler says. */
const mistakes = [
  ['a field that is not there', 'return scalars.other', "TS2339: Property 'other' does not exist on type 'Scalars'."],
  [
    'a field of another type',
    'await client.putMeal({ ...choice, before: 5 })',
    "TS2322: Type 'number' is not assignable to type 'string'.",
  ],
  ['a field that is missing', "await client.putMeal({ before: '' })", "Property 'after' is missing in type"],
  ['a field too many', "const p: Part = { id: '', grams: 1, colour: 2 }", "'colour' does not exist in type 'Part'"],
  ['absence unnoticed', 'return choice.part.id', "TS18048: 'choice.part' is possibly 'undefined'."],
  [
    'null for absence',
    "const p: Part = { id: '', grams: 1, note: null }",
    "Type 'null' is not assignable to type 'string | undefined'.",
  ],
  ['a number that the enum has not', 'const heat: Heat = 7', "TS2322: Type '7' is not assignable to type 'Heat'."],
  [
    'a method that is not there',
    'await client.getDinner(scalars)',
    "TS2339: Property 'getDinner' does not exist on type 'KitchenServiceClient'.",
  ],
  [
    'a wrong request',
    'await client.getMeal(choice)',
    "TS2345: Argument of type 'Choice' is not assignable to parameter of type 'Scalars'.",
  ],
  ['a wrong option', 'await client.getMeal(scalars, { timeOut: 5 })', "'timeOut' does not exist in type 'CallOptions'"],
  [
    'a stream taken for a message',
    'const { text } = await client.watchMeals({})',
    "TS2339: Property 'text' does not exist on type 'AsyncIterable<Choice>'.",
  ],
  [
    'a handler without a method',
    'const { talk, ...rest } = handler; handle(KitchenService, rest)',
    "Property 'talk' is missing in type",
  ],
  [
    'a handler that returns something else',
    'handle(KitchenService, { ...handler, getMeal: async () => ({ ...choice, before: 1 }) })',
    "Type 'number' is not assignable to type 'string'",
  ],
  [
    'a handler that wants more than it gets',
    'handle(KitchenService, { ...handler, putMeal: (request: Choice & { extra: string }) => ({}) })',
    "Property 'extra' is missing in type",
  ],
  [
    'a handler that streams where it should answer',
    'handle(KitchenService, { ...handler, async *getMeal() { yield choice } })',
    'AsyncGenerator<Choice',
  ],
] as const

describe('generated types', () => {
  const workshop = new Workshop()
  let errors: readonly string[]

  // One run of the compiler for all: each piece is a file.
  beforeAll(() => {
    prepare(workshop)
    workshop.generate({ proto: protoFolder, core: join(workshop.folder, 'core') })
    writeFileSync(join(workshop.folder, 'right.ts'), `${head}${right}`)
    for (const [i, [, code]] of mistakes.entries()) {
      writeFileSync(join(workshop.folder, `wrong${i}.ts`), `${head}\nexport async function wrong() {\n${code}\n}`)
    }
    errors = compile(workshop.folder, ['right.ts', ...mistakes.map((_, i) => `wrong${i}.ts`)]).errors
  }, 120_000)
  afterAll(() => workshop[Symbol.dispose]())

  test('are sound, and let a right program compile', () => {
    expect(errors.filter((line) => !/^(.*\/)?wrong\d+\.ts\(|^ /.test(line))).toEqual([])
  })

  test.each(mistakes.map(([what, , message], i) => [what, i, message] as const))('refuse %s', (_, i, message) => {
    const first = errors.findIndex((line) => line.includes(`wrong${i}.ts(`))
    expect(first, 'the piece compiles').toBeGreaterThanOrEqual(0)
    // Lines that are indented go on with the error above them.
    const rest = errors.slice(first + 1)
    const length = rest.findIndex((line) => !line.startsWith(' '))
    const error = [errors[first], ...rest.slice(0, length < 0 ? undefined : length)].join('\n')
    expect(error).toContain(message)
  })
})

test('500 methods of 50 services are checked in seconds', () => {
  using workshop = new Workshop()
  prepare(workshop)
  const services = Array.from({ length: 50 }, (_, i) => i)
  const methods = Array.from({ length: 10 }, (_, i) => i)
  for (const s of services) {
    const messages = methods.map(
      (m) =>
        `message R${s}M${m} { string id = 1; int64 n = 2; repeated string tags = 3; optional R${s}M${m} inner = 4; }
         message A${s}M${m} { R${s}M${m} request = 1; map<string, R${s}M${m}> all = 2; }`,
    )
    const rpcs = methods.map((m) => `rpc Call${m}(R${s}M${m}) returns (A${s}M${m});`)
    workshop.write(
      `fleet/s${s}/v1/s${s}.proto`,
      `package fleet.s${s}.v1;\n${messages.join('\n')}\nservice S${s} { ${rpcs.join('\n')} }`,
    )
  }
  const started = performance.now()
  workshop.generate({ core: join(workshop.folder, 'core') })
  const generated = performance.now() - started

  // A program that implements and calls every one of them.
  const program = services.map((s) => {
    const handlers = methods.map((m) => `call${m}: (request) => ({ request, all: { [request.id]: request } }),`)
    const calls = methods.map((m) => `(await client.call${m}({ id: '', n: ${m}, tags: [] })).all.x?.tags.length,`)
    return `
import { S${s}, type S${s}Client } from './gen/fleet/s${s}/v1/s${s}.js'
handle(S${s}, { ${handlers.join('\n')} })
export async function use${s}(client: S${s}Client) { return [ ${calls.join('\n')} ] }`
  })
  const head = `import type { ServiceDescription } from './core/src/index.ts'
declare function handle<H>(service: ServiceDescription<unknown, H>, handler: NoInfer<H>): void`
  writeFileSync(join(workshop.folder, 'program.ts'), [head, ...program].join('\n'))
  const { errors, milliseconds } = compile(workshop.folder, ['program.ts'])
  console.log(`500 methods: generated in ${Math.round(generated)} ms, checked in ${Math.round(milliseconds)} ms`)
  expect(errors).toEqual([])
  expect(milliseconds).toBeLessThan(60_000)
}, 120_000)

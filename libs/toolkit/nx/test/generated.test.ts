import { execFile } from 'node:child_process'
import { cp, glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Debug, Service, type ServiceDescription, tcp } from '@micro/core'
import { serviceRegistry } from '@micro/registry-service'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { Copy } from './copy.ts'
import { Platform } from './platform.ts'
import { nx, quiet, run } from './run.ts'

const limit = 180_000
let copy: Copy
const printed: string[] = []

beforeAll(async () => {
  copy = await Copy.make()
  printed.push(await nx(copy, 'g', '@micro/nx:service', 'payment'))
  printed.push(await nx(copy, 'g', '@micro/nx:plugin', 'registry', 'nacos'))
}, limit)
afterAll(() => copy.remove())

test('it is said what was made and how to go on', () => {
  expect(printed[0]).toMatch(/CREATE proto\/renting\/payment\/v1\/payment\.proto\n/)
  expect(printed[0]).toMatch(/UPDATE apps\/runner\/src\/services\.ts\n/)
  expect(printed[0]).toMatch(/Next: npx nx test @renting\/payment, npm start\n/)
  expect(printed[1]).toMatch(/CREATE libs\/plugins\/registry\/nacos\/README\.md\n/)
})

test('both pass their checks as they stand', { timeout: limit }, async () => {
  const projects = '--projects=@renting/payment,@micro/registry-nacos'
  const output = await nx(copy, 'run-many', '--targets=lint,typecheck,test', projects, '--outputStyle=static')
  expect(output).toContain('Successfully ran targets lint, typecheck, test for 2 projects')
  const tested = await Promise.all(
    ['apps/payment', 'libs/plugins/registry/nacos'].map(async (folder) => {
      const report = JSON.parse(await readFile(join(copy.root, folder, '.reports/tests.json'), 'utf8'))
      return report as { numPassedTests: number; numTotalTests: number }
    }),
  )
  for (const { numPassedTests, numTotalTests } of tested) {
    expect(numPassedTests).toBeGreaterThan(12)
    expect(numPassedTests).toBe(numTotalTests)
  }
})

test('the workspace’s own checks take them as they stand', { timeout: limit }, async () => {
  const vitest = 'node_modules/.bin/vitest'
  const biome = 'node_modules/.bin/biome'
  await run(copy, biome, 'check', '--error-on-warnings', 'apps/runner')
  await run(copy, vitest, 'run', '--root', 'libs/contracts')
  // Layers, their picture, and what every package must have.
  const about = 'payment|nacos|lock file|this workspace'
  await run(copy, vitest, 'run', '--root', 'scripts', 'projects.test.ts', 'layers.test.ts', '-t', about)
})

test.skipIf(process.platform === 'win32')('the lock file is what npm makes of it', { timeout: limit }, async () => {
  const { workspaces } = JSON.parse(await readFile(join(copy.root, 'package.json'), 'utf8')) as { workspaces: string[] }
  const files = ['package.json', 'package-lock.json', '.npmrc', ...workspaces.map((folder) => `${folder}/package.json`)]
  const manifests = join(dirname(copy.root), 'manifests')
  for await (const file of glob(files, { cwd: copy.root })) await cp(join(copy.root, file), join(manifests, file))
  await promisify(execFile)('npm', ['install', '--package-lock-only', '--offline', '--ignore-scripts'], {
    cwd: manifests,
    env: quiet(),
  })
  const [ours, npms] = await Promise.all(
    [copy.root, manifests].map((folder) => readFile(join(folder, 'package-lock.json'), 'utf8')),
  )
  expect(ours).toContain('"node_modules/@renting/payment"')
  expect(ours).toBe(npms)
})

interface Payments {
  createPayment(request: object): Promise<{ readonly payment: { readonly id: string; readonly title: string } }>
  getPayment(request: object): Promise<unknown>
}

test('the platform starts with the new service, which answers whom it finds', { timeout: limit }, async () => {
  const platform = await Platform.start(copy, { RENTING_SEED: 'off' })
  onTestFinished(() => platform.stop())
  const address = platform.shown(/the registry serves on (\S+)/)
  const caller = new Service({ name: 'caller', registry: serviceRegistry({ address }), transport: tcp() })
  await caller.start()
  onTestFinished(() => caller.stop())
  expect(await caller.client(Debug, 'renting.payment').health({})).toEqual({ status: 'ok' })

  const contracts = pathToFileURL(join(copy.root, 'libs/contracts/gen/renting/payment/v1/index.js'))
  const { PaymentService } = (await import(contracts.href)) as { PaymentService: ServiceDescription<Payments> }
  const payments = caller.client(PaymentService)
  const actor = { userId: 'owner', verified: true, name: 'Zhang' }
  const { payment } = await payments.createPayment({ actor, idempotencyKey: 'first', title: 'The first' })
  expect(await payments.getPayment({ actor, id: payment.id })).toEqual({ payment })
  const stranger = payments.getPayment({ actor: { ...actor, userId: 'stranger' }, id: payment.id })
  await expect(stranger).rejects.toMatchObject({ code: 404, reason: 'NOT_FOUND' })
})

test.each([
  ['service', ['order'], '“order” is there already (apps/order); choose another name.'],
  [
    'plugin',
    ['store', 'nacos'],
    'There is no kind “store” of plugin; there is broker, codec, registry, selector, transport.',
  ],
])('a wrong name of a %s is refused in one sentence, and nothing is written', async (generator, args, sentence) => {
  const refused = nx(copy, 'g', `@micro/nx:${generator}`, ...args)
  await expect(refused).rejects.toThrow(sentence)
  await expect(refused).rejects.not.toThrow(/CREATE|UPDATE/)
})

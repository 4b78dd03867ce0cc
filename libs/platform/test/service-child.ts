/** A service as its `main.ts` runs it, that does wrong what it is told to. */
import { defineService, runService, setting } from '../src/index.ts'
import { PrismaClient } from './gen/prisma/client.ts'
import { migrations } from './migrations.ts'

const things = defineService({
  name: 'test.things',
  version: '1.0.0',
  settings: {
    FAULT: setting.optional(setting.text({ description: 'what to do wrong', example: 'throw' })),
    THINGS_KEY: setting.text({ secret: true, minLength: 8, description: 'a key', example: 'correct-horse' }),
  },
  database: { migrations, client: (options) => new PrismaClient(options) },
  build({ service, settings, log, announce }) {
    announce('test', 'memory:things')
    if (settings.FAULT === 'build') throw new Error('cannot be built')
    service.on('afterStart', () => {
      log.info('serving')
      if (settings.FAULT === 'throw') setTimeout(() => Promise.reject(new Error('nobody expects this')))
    })
    service.on('afterStop', () => log.info('stopped'))
  },
})

await runService(things)

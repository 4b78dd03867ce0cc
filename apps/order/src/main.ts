import { runService } from '@renting/platform'
import { order } from './service.ts'

await runService(order)

import { runService } from '@renting/platform'
import { api } from './service.ts'

await runService(api)

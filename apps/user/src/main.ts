import { runService } from '@renting/platform'
import { user } from './service.ts'

await runService(user)

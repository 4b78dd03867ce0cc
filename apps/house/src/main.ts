import { runService } from '@renting/platform'
import { house } from './service.ts'

await runService(house)

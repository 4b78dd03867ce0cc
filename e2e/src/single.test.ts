import { allJourneys } from './journeys/all.ts'

allJourneys('single')

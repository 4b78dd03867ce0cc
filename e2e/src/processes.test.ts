import { allJourneys } from './journeys/all.ts'

allJourneys('processes')

export { house } from './service.ts'

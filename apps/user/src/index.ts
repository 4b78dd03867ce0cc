export { user } from './service.ts'

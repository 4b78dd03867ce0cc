export { order } from './service.ts'

export { api } from './service.ts'

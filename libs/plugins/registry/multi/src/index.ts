export { type MultiOptions, multi } from './multi.ts'

export { type StaticOptions, staticSelector } from './static.ts'

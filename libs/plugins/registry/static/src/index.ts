export { parseServices } from './parse.ts'
export { type StaticOptions, staticRegistry } from './static.ts'

export { type HashOptions, hash } from './hash.ts'

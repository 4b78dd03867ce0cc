export { type HashOptions, hash } from './hash.ts'
export { keyFrom } from './key.ts'

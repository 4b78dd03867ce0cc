export { ProtoError } from './error.ts'
export { type Generated, type GenerateOptions, generate } from './generate.ts'

export * from './description.ts'
export { Reader, Writer } from './protobuf.ts'

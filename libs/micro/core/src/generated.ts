/** What generated code imports, as `@micro/core/generated`; of no use to others. @module */
export { messageType, noBytes, ownKey } from './message-type.ts'

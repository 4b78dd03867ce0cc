/**
 * For those who write a broker: what all of them have in common, so that a limit, a retry or an acknowledgement is the
 * same everywhere.
 *
 * @module
 */
export { Consumer, type ConsumerOptions, type Handout, type Source } from './consumer.ts'
export { failureText, Handling, type HandlingOptions, type Settlement } from './handling.ts'
export { type BrokerLimits, checkedMessage, checkedName, defaultBrokerLimits } from './limits.ts'
export { LocalQueue, type LocalQueueOptions } from './local-queue.ts'
export { listLimit, retryDelay, type SubscribeSettings, subscribeSettings } from './options.ts'

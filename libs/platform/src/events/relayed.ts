import type { Broker } from '@micro/core'
import type { Relay } from './relay.ts'

/**
 * `broker` with a relay that runs for as long as it is connected: begun before the service is registered, ended when
 * its last handler has, so that what they committed still goes out.
 */
export function relayed(broker: Broker, relay: Relay): Broker {
  const { name, capabilities, deadLetters } = broker
  return {
    name,
    capabilities,
    ...(deadLetters !== undefined && { deadLetters }),
    async connect() {
      await broker.connect()
      await relay.start()
    },
    async disconnect() {
      await relay.stop()
      await broker.disconnect()
    },
    publish: (topic, message, options) => broker.publish(topic, message, options),
    subscribe: (topic, handler, options) => broker.subscribe(topic, handler, options),
  }
}

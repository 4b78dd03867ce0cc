import type { Broker } from '@micro/core'
import type { Relay } from './relay.ts'

/** `broker` with a relay that ends before it: when the last handler has, so that what they committed still goes out. */
export function relayed(broker: Broker, relay: Pick<Relay, 'stop'>): Broker {
  const { name, capabilities, deadLetters } = broker
  return {
    name,
    capabilities,
    ...(deadLetters !== undefined && { deadLetters }),
    connect: () => broker.connect(),
    async disconnect() {
      await relay.stop()
      await broker.disconnect()
    },
    publish: (topic, message, options) => broker.publish(topic, message, options),
    subscribe: (topic, handler, options) => broker.subscribe(topic, handler, options),
  }
}

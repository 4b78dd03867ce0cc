import { type Broker, BrokerStore, type BrokerSubscribeOptions, errors, memoryBroker } from '@micro/core'
import { brokerSuite } from './broker.ts'
import { VirtualClock } from './clock.ts'

/** Can nothing but hand messages to those who are there, and says so: the suite must find it in order. */
function plain(inner: Broker): Broker {
  const refuse = (what: string, options: BrokerSubscribeOptions) => {
    throw errors.notImplemented('micro.broker', `this broker has no ${what} (${JSON.stringify(options)})`)
  }
  return {
    name: 'plain',
    capabilities: { durable: false, queue: false, retry: false, deadLetter: false, ordered: false },
    connect: () => inner.connect(),
    disconnect: () => inner.disconnect(),
    publish: (topic, message, options) => inner.publish(topic, message, options),
    async subscribe(topic, handler, options = {}) {
      if (options.queue !== undefined) refuse('queues', options)
      if (options.ordered) refuse('order', options)
      const { retry, ackTimeout, autoAck } = options
      if (retry !== undefined || ackTimeout !== undefined || autoAck === false) refuse('retry', options)
      return inner.subscribe(topic, handler, options)
    },
  }
}

brokerSuite('that can do the least', async () => {
  const clock = new VirtualClock()
  const store = new BrokerStore({ clock, onError: () => {} })
  return { clock, broker: () => plain(memoryBroker({ store })), close: async () => {} }
})

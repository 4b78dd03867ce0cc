import type { Broker } from '@micro/core'
import { brokerSuite } from '@micro/testing'
import { RestartableServer } from '../test/server.ts'
import { through, Way } from '../test/way.ts'
import { postgres } from './index.ts'

brokerSuite('postgres', async () => {
  const server = await RestartableServer.start()
  const url = await server.database()
  // One way per broker, so that each can be cut off by itself.
  const ways = await Promise.all(Array.from({ length: 8 }, () => Way.open(server.port)))
  const taken = new Map<Broker, Way>()
  let next = 0
  return {
    broker() {
      const way = ways[next++ % ways.length]!
      const broker = postgres({
        url: through(url, way.port),
        pollInterval: 200,
        presenceInterval: 200,
        onError: () => {},
      })
      taken.set(broker, way)
      return broker
    },
    async crash(broker) {
      const way = taken.get(broker)!
      await way.cut()
      ways.splice(ways.indexOf(way), 1)
    },
    async restart() {
      await server.stop()
      await server.start()
    },
    async close() {
      await Promise.all(ways.map((way) => way.cut()))
      await server.close()
    },
  }
})

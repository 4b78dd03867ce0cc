import { memoryTransport, tcp } from '@micro/core'
import { transportSuite } from './transport.ts'

transportSuite('tcp', async () => {
  const transport = tcp()
  return { transport: () => transport, address: '127.0.0.1:0' }
})

transportSuite('memory', async () => {
  const transport = memoryTransport()
  return { transport: () => transport, address: 'memory:0' }
})

/**
 * Fastify alone, a process of its own: answers every request with the JSON that it is given on its input. With the address
 * of a registry it first asks the house service, as the gateway does. Prints its address.
 */
import { text } from 'node:stream/consumers'
import { Service, tcp } from '@micro/core'
import { serviceRegistry } from '@micro/registry-service'
import { HouseService } from '@renting/contracts/house/v1'
import fastify from 'fastify'

const [, , registry] = process.argv
const body: unknown = JSON.parse(await text(process.stdin))
const app = fastify()
if (registry === undefined) {
  app.get('/*', () => body)
} else {
  const service = new Service({ name: 'bare', transport: tcp(), registry: serviceRegistry({ address: registry }) })
  await service.start()
  const houses = service.client(HouseService)
  app.get('/api/v2/areas', async () => {
    await houses.listAreas({})
    return body
  })
  app.get<{ Params: { id: string } }>('/api/v2/houses/:id', async ({ params }) => {
    await houses.getHouse(params)
    return body
  })
}
console.log(await app.listen({ port: 0, host: '127.0.0.1' }))
process.once('SIGTERM', () => process.exit())

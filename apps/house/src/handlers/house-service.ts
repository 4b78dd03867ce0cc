import type { HouseServiceHandler } from '@renting/contracts/house/v1'
import type { Dependencies } from './dependencies.ts'
import { getOffer, quote } from './offers.ts'
import { publishHouse } from './publish-house.ts'
import { getHouse, listAreas, listFacilities, searchHouses } from './read.ts'

/** The service's surface: contract message in, domain call, contract message out. */
export function houseService(dependencies: Dependencies): HouseServiceHandler {
  return {
    listAreas: () => listAreas(dependencies),
    listFacilities: () => listFacilities(dependencies),
    publishHouse: (request, ctx) => publishHouse(dependencies, request, ctx),
    getHouse: (request) => getHouse(dependencies, request),
    searchHouses: (request) => searchHouses(dependencies, request),
    quote: (request, ctx) => quote(dependencies, request, ctx),
    getOffer: (request) => getOffer(dependencies, request),
  }
}

import type { HouseServiceHandler } from '@renting/contracts/house/v1'
import { blockDates, listBlocks, removeBlock } from './blocks.ts'
import { getCalendar } from './calendar.ts'
import { updateHouse, withdrawHouse } from './change-house.ts'
import type { Dependencies } from './dependencies.ts'
import { addImage, orderImages, removeImage } from './images.ts'
import { getOffer, quote } from './offers.ts'
import { publishHouse } from './publish-house.ts'
import { getHouse, listAreas, listFacilities, listMyHouses, listReviews } from './read.ts'
import { listFeaturedHouses, searchHouses } from './search-houses.ts'

/** The service's surface: contract message in, domain call, contract message out. */
export function houseService(dependencies: Dependencies): HouseServiceHandler {
  return {
    listAreas: () => listAreas(dependencies),
    listFacilities: () => listFacilities(dependencies),
    publishHouse: (request, ctx) => publishHouse(dependencies, request, ctx),
    getHouse: (request) => getHouse(dependencies, request),
    updateHouse: (request) => updateHouse(dependencies, request),
    withdrawHouse: (request) => withdrawHouse(dependencies, request),
    listMyHouses: (request) => listMyHouses(dependencies, request),
    listFeaturedHouses: (request) => listFeaturedHouses(dependencies, request),
    addImage: (requests) => addImage(dependencies, requests),
    orderImages: (request) => orderImages(dependencies, request),
    removeImage: (request) => removeImage(dependencies, request),
    getCalendar: (request, ctx) => getCalendar(dependencies, request, ctx),
    blockDates: (request, ctx) => blockDates(dependencies, request, ctx),
    listBlocks: (request) => listBlocks(dependencies, request),
    removeBlock: (request, ctx) => removeBlock(dependencies, request, ctx),
    listReviews: (request) => listReviews(dependencies, request),
    searchHouses: (request) => searchHouses(dependencies, request),
    quote: (request, ctx) => quote(dependencies, request, ctx),
    getOffer: (request) => getOffer(dependencies, request),
  }
}

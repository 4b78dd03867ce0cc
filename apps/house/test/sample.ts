import { makeMoney } from '@renting/platform/values'
import type { Catalog } from '../src/domain/catalog.ts'
import type { HouseDetails } from '../src/domain/details.ts'
import { type Landlord, publish } from '../src/domain/house.ts'

/** Valid values for tests to start from. */
export const sample = {
  details: {
    title: 'Courtyard by the lake',
    areaId: '2',
    address: '1 Houhai North Bank',
    price: makeMoney(38_800, 'CNY'),
    deposit: makeMoney(50_000, 'CNY'),
    roomCount: 2,
    acreage: 62.5,
    layout: '2 rooms, 1 hall',
    capacity: 4,
    beds: '2 double',
    minNights: 1,
    maxNights: 0,
    facilityIds: ['2', '1'],
    timeZone: 'Asia/Shanghai',
    instantBook: false,
    policy: 'MODERATE',
  } satisfies HouseDetails as HouseDetails,

  landlord: { id: 'landlord', name: 'Li', verified: true } satisfies Landlord as Landlord,

  catalog: {
    areas: [
      { id: '1', name: { zh: '东城区', en: 'Dongcheng' } },
      { id: '2', name: { zh: '西城区', en: 'Xicheng' } },
    ],
    facilities: [
      { id: '1', name: { zh: '无线网络', en: 'Wi-Fi' } },
      { id: '2', name: { zh: '热水淋浴', en: 'Hot shower' } },
    ],
  } satisfies Catalog as Catalog,

  house(details: Partial<HouseDetails> = {}, id = 'h1', now = 0) {
    return publish(id, this.landlord, { ...this.details, ...details }, this.catalog, now)
  },
}

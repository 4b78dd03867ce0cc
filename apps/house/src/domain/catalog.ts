/** Text in the languages of the platform. */
export interface Text {
  readonly zh: string
  readonly en: string
}

export interface Area {
  readonly id: string
  readonly name: Text
}

export interface Facility {
  readonly id: string
  readonly name: Text
}

/** What houses refer to: fixed lists, in the order they are shown. */
export interface Catalog {
  readonly areas: readonly Area[]
  readonly facilities: readonly Facility[]
}

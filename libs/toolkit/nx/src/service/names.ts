import { capital, type Name, parseName, plural, singular, withArticle } from '../names.ts'

export interface ServiceOptions {
  readonly name: string
  readonly entity?: string
  readonly plural?: string
}

/** A service, what it keeps, and many of that. */
export interface ServiceNames {
  readonly service: Name
  readonly entity: Name
  readonly entities: Name
}

/** @throws Error that says what is wrong with a name */
export function serviceNames(options: ServiceOptions): ServiceNames {
  const service = parseName(options.name)
  const entity = parseName(options.entity ?? singular(service.kebab))
  const entities = parseName(options.plural ?? plural(entity.kebab))
  if (entities.kebab === entity.kebab) {
    throw new Error(`“${entity.kebab}” needs a word for many of them that is another: say it by --plural.`)
  }
  return { service, entity, entities }
}

/** What stands in the templates for names. */
export function substitutions({ service, entity, entities }: ServiceNames) {
  return {
    name: service.kebab,
    service: service.camel,
    proto: service.snake,
    Entity: entity.pascal,
    entity: entity.camel,
    Entities: entities.pascal,
    entities: entities.camel,
    file: entity.kebab,
    table: entity.snake,
    one: entity.words,
    Many: capital(entities.words),
    many: entities.words,
    aOne: withArticle(entity.words),
    AOne: capital(withArticle(entity.words)),
  }
}

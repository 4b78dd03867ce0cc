import { errors } from '@micro/core'

/**
 * Services as the environment names them, `MICRO_REGISTRY_ADDRESS`:
 * `renting.house=10.0.0.1:9000,10.0.0.2:9000;renting.user=users:9000`.
 *
 * @throws MicroError 400 that names what can't be read
 */
export function parseServices(text: string): Readonly<Record<string, readonly string[]>> {
  const services: Record<string, readonly string[]> = Object.create(null)
  for (const part of text.split(';').map((each) => each.trim())) {
    if (part === '') continue
    const [name = '', list = '', ...rest] = part.split('=').map((each) => each.trim())
    const addresses = list
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')
    if (name === '' || addresses.length === 0 || rest.length > 0) {
      throw errors.badRequest('micro.registry', `${JSON.stringify(part)} is not name=host:port,host:port`, {
        reason: 'INVALID_SERVICES',
      })
    }
    services[name] = [...(services[name] ?? []), ...addresses]
  }
  return services
}

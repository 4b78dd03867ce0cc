export { defaultAddress, serviceFromEnvironment } from './address.ts'
export { type ServiceRegistryOptions, serviceRegistry } from './client.ts'
export { RegistryServer, type RegistryServerOptions } from './server.ts'

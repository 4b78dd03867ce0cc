export { VirtualClock } from './clock.ts'
export { LeakWatch, noLeaks } from './leaks.ts'
export { type RegistryHarness, type RegistrySuiteOptions, registrySuite } from './registry.ts'

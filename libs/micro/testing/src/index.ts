export { VirtualClock } from './clock.ts'
export { LeakWatch, noLeaks } from './leaks.ts'

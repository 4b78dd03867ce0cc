/**
 * Pictures and where they are kept: a port with a folder behind it in development, and any store that speaks S3.
 *
 * @module
 */
export { isKey, type ObjectStore, ObjectStoreError, type StoredObject } from './object-store.ts'
export { type Objects, objectSettings, openObjects } from './settings.ts'
export { unusedObjects } from './unused.ts'

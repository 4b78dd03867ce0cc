/**
 * Where a service keeps pictures, and where people see them.
 *
 * | variable | meaning | default |
 * |---|---|---|
 * | `OBJECT_STORE` | `folder`, or `s3` for a store that speaks S3 | `folder` |
 * | `OBJECT_FOLDER` | the folder, the same for all services | `.data/objects` |
 * | `S3_ENDPOINT`, `S3_BUCKET`, `S3_ACCESS_KEY_ID`, `S3_SECRET_ACCESS_KEY` | needed with `s3` | – |
 * | `S3_REGION` | | `us-east-1` |
 * | `MEDIA_URL` | what the addresses of pictures begin with: the gateway's path, or a CDN before the store | `/api/v2/media` |
 *
 * @module
 */
import { type Settings, SettingsError, setting } from '../settings.ts'
import { FolderStore } from './folder.ts'
import type { ObjectStore } from './object-store.ts'
import { S3Store } from './s3.ts'

export const objectSettings = {
  OBJECT_STORE: setting.choice(['folder', 's3'], {
    default: 'folder',
    description: 'folder, or s3 for a store that speaks S3',
    example: 'folder',
  }),
  OBJECT_FOLDER: setting.text({
    default: '.data/objects',
    description: 'the folder of pictures, the same for all services',
    example: '.data/objects',
  }),
  S3_ENDPOINT: setting.optional(
    setting.text({
      pattern: '^https?://[^/\\s]+/?$',
      description: 'the address of the S3 store',
      example: 'https://s3.eu-central-1.amazonaws.com',
    }),
  ),
  S3_REGION: setting.text({ default: 'us-east-1', description: 'the region of the S3 store', example: 'us-east-1' }),
  S3_BUCKET: setting.optional(
    setting.text({
      pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      description: 'the bucket of pictures',
      example: 'renting',
    }),
  ),
  S3_ACCESS_KEY_ID: setting.optional(
    setting.text({ description: 'the id of a key that may read and write the bucket', example: 'renting' }),
  ),
  S3_SECRET_ACCESS_KEY: setting.optional(
    setting.text({ secret: true, description: 'the secret of that key', example: 'correct-horse-battery-staple' }),
  ),
  MEDIA_URL: setting.text({
    pattern: '^(https?://[^\\s]+|/[^\\s]*)[^/\\s]$',
    default: '/api/v2/media',
    description: 'what the addresses of pictures begin with',
    example: 'https://cdn.renting.example/media',
  }),
} as const

export interface Objects {
  readonly store: ObjectStore
  /** Where people see the object of a key. */
  urlOf(key: string): string
}

/** @throws SettingsError naming what `s3` needs and has not */
export function openObjects(settings: Settings<typeof objectSettings>): Objects {
  return { store: openStore(settings), urlOf: (key) => `${settings.MEDIA_URL}/${key}` }
}

function openStore(settings: Settings<typeof objectSettings>): ObjectStore {
  if (settings.OBJECT_STORE === 'folder') return new FolderStore(settings.OBJECT_FOLDER)
  const {
    S3_ENDPOINT: endpoint,
    S3_REGION: region,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = settings
  if (endpoint && bucket && accessKeyId && secretAccessKey) {
    return new S3Store({ endpoint, region, bucket, accessKeyId, secretAccessKey })
  }
  const needed = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const
  throw new SettingsError(
    needed
      .filter((name) => settings[name] === undefined)
      .map((name) => `${name} is missing; it is needed since OBJECT_STORE is s3`),
  )
}

export type PostgresErrorCode =
  | 'BROKEN'
  | 'DISK_FULL'
  | 'IN_USE'
  | 'PERMISSION'
  | 'PORT_TAKEN'
  | 'STOPPED'
  | 'UNSUPPORTED'
  | 'WRONG_VERSION'

/** Why PostgreSQL is not there. The message is one sentence for a person: what is wrong and what to do. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError'
  readonly code: PostgresErrorCode

  constructor(code: PostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

// The system's words, Node's, and PostgreSQL's for a write that came out short.
const diskIsFull = /no space left on device|disk quota exceeded|ENOSPC|EDQUOT|wrote only \d+ of \d+ bytes/i

/**
 * What went wrong with the data folder, as a sentence: a failed file operation, or a query that found the disk full.
 * Anything else is returned as it is.
 */
export function explain(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || error instanceof PostgresError) return error
  if (diskIsFull.test(error.message)) return diskFull(folder, { cause: error })
  switch ('code' in error ? error.code : undefined) {
    case 'ENOENT': // what Node's recursive mkdir says of a read-only disk
      return 'syscall' in error && error.syscall === 'mkdir' ? permission(folder, { cause: error }) : error
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return permission(folder, { cause: error })
    case 'EEXIST':
    case 'ENOTDIR':
      return new PostgresError('PERMISSION', `${folder} is no folder: name another place for the data.`, {
        cause: error,
      })
    default:
      return error
  }
}

/**
 * What PostgreSQL or initdb said before it gave up, as a sentence.
 *
 * @param said its last lines on standard error, in English
 * @param folder the folder that holds the cluster, as the caller named it
 */
export function fromLog(said: string, folder: string, port?: number): PostgresError {
  if (/Address already in use|could not create any TCP\/IP sockets/.test(said)) return portTaken(port ?? 0)
  if (diskIsFull.test(said)) return diskFull(folder)
  if (/lock file .* already exists|pre-existing shared memory block/.test(said)) return inUse(folder)
  if (/Permission denied|Read-only file system|invalid permissions|wrong ownership/.test(said)) {
    return permission(folder)
  }
  const reason = /(?:PANIC|FATAL|initdb: error|error):\s+(.*)/.exec(said)?.[1] ?? said.trim().split('\n').at(-1) ?? ''
  return new PostgresError(
    'BROKEN',
    `PostgreSQL cannot use the data in ${folder} (${reason || 'it said nothing'}): restore the folder from a copy, or delete it to start with empty data.`,
  )
}

export function portTaken(port: number): PostgresError {
  return new PostgresError('PORT_TAKEN', `Port ${port} is taken by another program: stop that one or choose another.`)
}

export function inUse(folder: string, pid?: number): PostgresError {
  const who = pid === undefined ? 'another PostgreSQL' : `another PostgreSQL (process ${pid})`
  return new PostgresError('IN_USE', `The data in ${folder} are in use by ${who}: stop it or name another data folder.`)
}

export function wrongVersion(folder: string, found: string, needed: string): PostgresError {
  return new PostgresError(
    'WRONG_VERSION',
    `The data in ${folder} were written by PostgreSQL ${found}, which PostgreSQL ${needed} cannot read: name another data folder, or delete this one to start with empty data.`,
  )
}

function permission(folder: string, options?: ErrorOptions): PostgresError {
  return new PostgresError(
    'PERMISSION',
    `No permission to write in ${folder}: make it yours (chown) or name another data folder.`,
    options,
  )
}

function diskFull(folder: string, options?: ErrorOptions): PostgresError {
  return new PostgresError(
    'DISK_FULL',
    `The disk that holds ${folder} is full: free some space and start again.`,
    options,
  )
}

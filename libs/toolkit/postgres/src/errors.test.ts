import { describe, expect, test } from 'vitest'
import { fromFileError, fromLog } from './errors.ts'

describe('what PostgreSQL said becomes one sentence', () => {
  test.each([
    ['FATAL:  could not create any TCP/IP sockets', 'PORT_TAKEN', 'Port 5432 is taken'],
    ['FATAL:  could not write to file "pg_wal/x": No space left on device', 'DISK_FULL', 'is full: free some space'],
    ['FATAL:  could not open file "pg_wal/x": Permission denied', 'PERMISSION', 'No permission to write in /d'],
    ['FATAL:  lock file "postmaster.pid" already exists', 'IN_USE', 'are in use by another PostgreSQL'],
    ['FATAL:  database files are incompatible with server', 'BROKEN', '(database files are incompatible'],
    ['LOG:  one\nPANIC:  could not locate a valid checkpoint record\nLOG:  two', 'BROKEN', '(could not locate a valid'],
    ['', 'BROKEN', '(it said nothing)'],
  ])('%s', (said, code, text) => {
    const error = fromLog(said, '/d', 5432)
    expect(error.code).toBe(code)
    expect(error.message).toContain(text)
    expect(error.message).not.toContain('\n')
  })

  test.each([
    ['EACCES', 'PERMISSION'],
    ['EROFS', 'PERMISSION'],
    ['ENOSPC', 'DISK_FULL'],
    ['ENOTDIR', 'PERMISSION'],
  ])('a file operation that fails with %s', (code, expected) => {
    expect(fromFileError(Object.assign(new Error('mkdir'), { code }), '/d')).toMatchObject({ code: expected })
  })

  test('any other error stays itself', () => {
    const error = new Error('other')
    expect(fromFileError(error, '/d')).toBe(error)
  })
})

import { describe, expect, test } from 'vitest'
import { explain, fromLog } from './errors.ts'

describe('what PostgreSQL said becomes one sentence', () => {
  test.each([
    ['FATAL:  could not create any TCP/IP sockets', 'PORT_TAKEN', 'Port 5432 is taken'],
    ['FATAL:  could not write to file "pg_wal/x": No space left on device', 'DISK_FULL', 'is full: free some space'],
    ['FATAL:  could not extend file "base/1": wrote only 4096 of 8192 bytes at block 9', 'DISK_FULL', 'is full'],
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
    expect(explain(Object.assign(new Error(`${code}: mkdir`), { code }), '/d')).toMatchObject({ code: expected })
  })

  test('a folder that cannot be made on a read-only disk', () => {
    const error = Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'mkdir' })
    expect(explain(error, '/d')).toMatchObject({ code: 'PERMISSION' })
  })

  test('a query that finds the disk full', () => {
    const error = new Error('could not write to file "pg_wal/x": No space left on device')
    expect(explain(error, '/d')).toMatchObject({ code: 'DISK_FULL' })
  })

  test('any other error stays itself', () => {
    const error = new Error('other')
    expect(explain(error, '/d')).toBe(error)
  })
})

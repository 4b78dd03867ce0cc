import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { accountFrom, unprivilegedAccount } from './account.ts'

const isRoot = process.getuid?.() === 0
const passwd = [
  'root:x:0:0:root:/root:/bin/sh',
  'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
  'nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin',
]

describe('the account PostgreSQL runs under', () => {
  test('prefers postgres, then nobody, then daemon', () => {
    expect(accountFrom([...passwd, 'postgres:x:70:71::/:/bin/sh', ''].join('\n'))).toEqual({ uid: 70, gid: 71 })
    expect(accountFrom(passwd.join('\n'))).toEqual({ uid: 65534, gid: 65533 })
    expect(accountFrom(passwd.slice(0, 2).join('\n'))).toEqual({ uid: 1, gid: 1 })
  })

  test('never is root, and says what to do when there is no other', () => {
    expect(() => accountFrom('root:x:0:0::/:/bin/sh\nnobody:x:0:0::/:/bin/sh')).toThrow('start as an ordinary user')
  })

  test.skipIf(isRoot)('is no other than oneself for an ordinary user', async () => {
    expect(await unprivilegedAccount('/')).toBeUndefined()
  })

  test.runIf(isRoot)('is the owner of existing data', async () => {
    const data = await mkdtemp(join(tmpdir(), 'micro-account-'))
    onTestFinished(() => rm(data, { recursive: true }))
    await chown(data, 4321, 8765)
    expect(await unprivilegedAccount(data)).toEqual({ uid: 4321, gid: 8765 })
  })
})

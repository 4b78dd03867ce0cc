import { characters, Refusal } from '@renting/platform/values'

/** What everybody tries first, in lower case, among what the other rules let pass. */
const common = new Set([
  'password',
  'password1',
  'password123',
  'passw0rd',
  'p@ssw0rd',
  'p@ssword',
  'qwertyui',
  'qwertyuiop',
  'qwerty123',
  'asdfghjkl',
  'asdfghjk',
  'zxcvbnm1',
  '1qaz2wsx',
  '1q2w3e4r',
  '1q2w3e4r5t',
  'q1w2e3r4',
  'abc12345',
  'abcd1234',
  'abcdefgh',
  'a1234567',
  'a12345678',
  'a123456789',
  'aa123456',
  'qq123456',
  'woaini520',
  'woaini1314',
  'iloveyou',
  'iloveyou1',
  'admin123',
  'welcome1',
  'letmein1',
  'sunshine',
  'football',
  'baseball',
  'princess',
  'superman',
  'trustno1',
])

/**
 * Length over composition, as NIST SP 800-63B has it: at least eight characters, not digits alone, and nothing that is
 * tried first.
 *
 * @throws Refusal WEAK_PASSWORD; INVALID_PASSWORD above 128 characters, which cost time to hash and add nothing
 */
export function checkPassword(password: string, mobile: string): string {
  if (password.length > 128) throw new Refusal('invalid', 'INVALID_PASSWORD', 'password may have 128 characters')
  if (characters(password) < 8) throw weak('needs at least 8 characters')
  if (/^\d+$/.test(password)) throw weak('must not be digits alone')
  if (new Set(password.toLowerCase()).size < 4) throw weak('needs at least 4 different characters')
  if (password.includes(mobile)) throw weak('must not contain the mobile number')
  if (common.has(password.toLowerCase())) throw weak('is among those tried first')
  return password
}

export function wrongPassword(): Refusal {
  return new Refusal('rule', 'WRONG_PASSWORD', 'this is not the present password')
}

function weak(detail: string): Refusal {
  return new Refusal('rule', 'WEAK_PASSWORD', `password ${detail}`)
}

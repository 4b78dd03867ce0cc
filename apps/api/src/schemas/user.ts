import Type, { type Static } from 'typebox'
import { Moment, nullable, oneOf, PictureUrl, reference, ShownId, strict, text } from './common.ts'

export const Mobile = Type.String({
  pattern: '^1[3-9]\\d{9}$',
  description: 'A mobile number of mainland China',
  examples: ['13800000001'],
})

/** Any text: what is wrong with a password is for the user service to say. */
const Password = text(0, 128, ['renting-demo'])

const Code = text(1, 16, ['123456'])

const Name = text(1, 32, ['Zhang'])

export const User = Type.Object(
  {
    id: ShownId,
    name: Type.String({ examples: ['Zhang'] }),
    mobile: Type.String({ description: 'Masked', examples: ['138****0001'] }),
    avatarUrl: nullable(PictureUrl),
    identity: Type.Object({
      status: oneOf(['NONE', 'VERIFIED', 'REJECTED']),
      realName: Type.Optional(Type.String({ examples: ['张三'] })),
      idNumber: Type.Optional(Type.String({ description: 'Masked', examples: ['1101**********002X'] })),
    }),
    createdAt: Moment,
  },
  { $id: 'User', description: 'An account as its owner sees it' },
)
export type UserView = Static<typeof User>

export const Captcha = Type.Object({
  id: ShownId,
  image: Type.String({ description: 'A data URL', examples: ['data:image/svg+xml;base64,PHN2Zy…'] }),
})

export const NewSmsCode = strict({
  mobile: Mobile,
  captchaId: text(1, 64, ['0198c2f4-77aa-7f2e']),
  captcha: text(1, 32, ['K7QD']),
})

export const NewUser = strict({
  mobile: Mobile,
  smsCode: Code,
  password: Password,
  name: Type.Optional(Name),
})

export const Credentials = strict({ mobile: Mobile, password: Password })

export const NewPassword = strict({ mobile: Mobile, smsCode: Code, password: Password })

export const PasswordChange = strict({ current: Password, password: Password })

export const Profile = strict({ name: Name })

export const SignedIn = Type.Object({
  token: Type.String({ description: 'For `Authorization: Bearer`', examples: ['rs_1QmZkz0pVJ3d'] }),
  user: reference(User),
})

export const CurrentSession = Type.Object({ user: reference(User) })

export const NewIdentity = strict({
  realName: text(1, 32, ['张三']),
  idNumber: text(0, 64, ['11010519491231002X']),
})

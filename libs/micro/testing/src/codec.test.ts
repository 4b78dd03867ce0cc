import { json, protobuf } from '@micro/core'
import { codecSuite } from './codec.ts'

codecSuite('protobuf', protobuf)
codecSuite('json', json)

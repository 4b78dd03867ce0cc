import { Money, Night, Person } from './common.ts'
import { Area, Card, Facility, House, Image, Quote, Rating } from './house.ts'
import { Order, OrderWithHistory, Step } from './order.ts'
import { ProblemSchema } from './problem.ts'
import { User } from './user.ts'

/** Schemas that others refer to by name; the API's description lists them. */
export const named = [
  Money,
  Night,
  Person,
  ProblemSchema,
  User,
  Area,
  Facility,
  Rating,
  Image,
  House,
  Card,
  Quote,
  Order,
  Step,
  OrderWithHistory,
]

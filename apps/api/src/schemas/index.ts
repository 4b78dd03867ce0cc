import { Block, CalendarDay } from './calendar.ts'
import { Money, Night, Person } from './common.ts'
import { Area, Card, Facility, House, Quote, Rating } from './house.ts'
import { Image } from './image.ts'
import { Order, OrderWithHistory, Step } from './order.ts'
import { Income, Payment, Refund } from './payment.ts'
import { ProblemSchema } from './problem.ts'
import { OwnReview, Review } from './review.ts'
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
  CalendarDay,
  Block,
  Review,
  OwnReview,
  Order,
  Step,
  OrderWithHistory,
  Payment,
  Refund,
  Income,
]

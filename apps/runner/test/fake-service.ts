/** Connects to its database, says that it serves, and takes a moment to stop. */
import { reportReady, stopWithParent } from '@renting/platform/parent'
import { Client } from 'pg'

const url = process.env.DATABASE_URL
let database: Client | undefined
if (url !== undefined) {
  database = new Client({ connectionString: url })
  database.on('error', (error) => console.log(`lost the database: ${error.message}`))
  await database.connect()
}
stopWithParent()
const work = setInterval(() => {}, 1e6)
process.once('SIGTERM', async () => {
  // What is under way needs the database to the end.
  await new Promise((resolve) => setTimeout(resolve, 100))
  const answer = await database?.query('SELECT 1').catch((error: Error) => error)
  console.log(answer instanceof Error ? `could not finish: ${answer.message}` : 'finished its work')
  await database?.end()
  clearInterval(work)
})
reportReady({ http: `http://127.0.0.1:${process.env.PORT}` })

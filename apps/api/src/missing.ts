import { Debug, type Service } from '@micro/core'

/** Milliseconds a service may take to say that it is well. */
const timeout = 1000

/**
 * Which of the services do not answer for now, by name. They are asked themselves: a registry that is away for a while
 * keeps nobody from serving.
 */
export async function missingOf(service: Service, names: readonly string[]): Promise<readonly string[]> {
  const answers = await Promise.allSettled(
    names.map((name) => service.client(Debug, name).health({}, { timeout, retries: 0 })),
  )
  return names.filter((_, index) => {
    const answer = answers[index]!
    return answer.status === 'rejected' || answer.value.status !== 'ok'
  })
}

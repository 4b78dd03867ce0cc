/** Either form of a session, in the words of OpenAPI. */
export const signedIn: Record<string, string[]>[] = [{ bearer: [] }, { cookie: [] }]

/** Of routes that anyone may ask, and that know a signed-in person. */
export const maybeSignedIn: Record<string, string[]>[] = [{}, ...signedIn]

/** Of routes that ask nobody who they are. Said, so that a route without a word on it is one that forgot. */
export const anyone: Record<string, string[]>[] = []

/** etag is the entity tag of a version, as the server compares it in If-Match. */
export function etag(version: number): string {
  return `"${version}"`;
}

/** tagged keeps the entity tag that an answer was read with beside it, for the If-Match of a change to just that. */
export function tagged<T>(answer: { data: T; response: Response }): { data: T; tag: string } {
  return { data: answer.data, tag: answer.response.headers.get("ETag") ?? "*" };
}

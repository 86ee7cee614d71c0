/** etag is the entity tag of a version, as the server compares it in If-Match. */
export function etag(version: number): string {
  return `"${version}"`;
}

/** Whether a request that changes something comes from our own pages: the cookie alone would be sent by any site's form. */

/** Browsers send `Origin` with every POST; a page of another site cannot choose it. Without it only `Sec-Fetch-Site` counts. */
export function isSameOrigin(headers: Headers): boolean {
  const origin = headers.get('origin')
  if (origin === null) return headers.get('sec-fetch-site') === 'same-origin'
  try {
    return new URL(origin).host === headers.get('host')
  } catch {
    return false
  }
}

/** Says that the web server answers; `npm start` waits for it. Tells nothing else to whom it does not know. */
export const dynamic = 'force-dynamic'

export function GET(): Response {
  return Response.json({ ok: true })
}

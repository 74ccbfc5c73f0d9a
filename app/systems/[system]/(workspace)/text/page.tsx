/** The same document as YAML, the canvas at its side. */
import { SystemText } from '#app/_features/text/system-text.tsx'

export default function Text() {
  return (
    <aside
      aria-label="The system as text"
      className="flex min-h-[60vh] min-w-0 flex-col border-l border-line-1 lg:min-h-0"
    >
      <SystemText className="flex-1" />
    </aside>
  )
}

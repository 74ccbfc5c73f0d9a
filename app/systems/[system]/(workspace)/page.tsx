/** The editor: what will be different? */
import { DraftPanel } from '#app/_features/inspector/draft-panel.tsx'

export default function Editor() {
  return <DraftPanel />
}

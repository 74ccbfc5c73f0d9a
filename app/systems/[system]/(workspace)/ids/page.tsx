/** Which numbers are taken, and why. */
import { IdsTable } from '#app/_features/preview/ids-table.tsx'

export default function Ids() {
  return (
    <aside aria-label="IDs" className="min-h-0 min-w-0 overflow-auto border-l border-line-1 bg-panel">
      <IdsTable />
    </aside>
  )
}

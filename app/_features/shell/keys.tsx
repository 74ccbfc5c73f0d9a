'use client'
/** All keys, on `?`. */
import { Dialog } from '#app/_ui/dialog.tsx'
import { Key } from '#app/_ui/key.tsx'

const GROUPS: readonly {
  readonly title: string
  readonly keys: readonly (readonly [keys: readonly string[], does: string])[]
}[] = [
  {
    title: 'Everywhere',
    keys: [
      [['Ctrl K'], 'any page, system or host by name'],
      [['?'], 'these keys'],
      [['Ctrl Enter'], 'the primary action of the page'],
      [['Esc'], 'close what floats'],
    ],
  },
  {
    title: 'On the canvas',
    keys: [
      [['N'], 'add a service at the pointer'],
      [['C'], 'connect from the selected one'],
      [['Tab', 'Shift Tab'], 'next, previous in start-up order'],
      [['Enter', 'Esc'], 'into the inspector, and back'],
      [['Ctrl Z', 'Ctrl Shift Z'], 'undo, redo'],
      [['Ctrl D'], 'duplicate'],
      [['Del'], 'remove'],
      [['/'], 'find, and go there'],
      [['Shift 1', 'Shift 2'], 'fit all, fit the selection'],
      [['T'], 'the graph as a tree'],
    ],
  },
  {
    title: 'In the dock',
    keys: [
      [['P', 'I', 'X'], 'preview, IDs, text'],
      [['[', ']'], 'previous, next process manager'],
      [['F8', 'Shift F8'], 'next, previous diagnostic'],
      [['J', 'K'], 'next, previous file or row'],
    ],
  },
]

export function Keys({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="All keys" wide>
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 className="mb-1 border-b border-line-2 pb-1 font-semibold">{group.title}</h3>
            <dl>
              {group.keys.map(([keys, does]) => (
                <div key={does} className="grid min-h-7 grid-cols-[128px_minmax(0,1fr)] items-center gap-3">
                  <dt className="flex flex-wrap gap-1">
                    {keys.map((key) => (
                      <Key key={key}>{key}</Key>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

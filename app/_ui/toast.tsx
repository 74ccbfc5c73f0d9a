'use client'
/** Toasts are for undo only: `Removed webapp3. Undo`. Results stand on the page. */
import { Toast as Radix } from 'radix-ui'
import { createContext, useCallback, useContext, useMemo, useState } from 'react'
import { Button } from './button.tsx'

interface Undoable {
  readonly id: number
  readonly says: string
  readonly undo: () => void
}
const Offer = createContext<(says: string, undo: () => void) => void>(() => undefined)

/** `offerUndo('Removed webapp3.', restore)`. */
export function useUndo(): (says: string, undo: () => void) => void {
  return useContext(Offer)
}

export function ToastProvider({ children }: { children: React.ReactNode }) {
  const [toasts, setToasts] = useState<readonly Undoable[]>([])
  const offer = useCallback((says: string, undo: () => void) => {
    setToasts((all) => [...all.slice(-2), { id: (all.at(-1)?.id ?? 0) + 1, says, undo }])
  }, [])
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), [])
  const shown = useMemo(
    () =>
      toasts.map((toast) => (
        <Radix.Root
          key={toast.id}
          duration={8000}
          onOpenChange={(open) => !open && drop(toast.id)}
          className="flex items-center gap-3 rounded-node border border-line-2 bg-raised py-1.5 pr-1.5 pl-3 shadow-float"
        >
          <Radix.Description className="min-w-0 truncate">{toast.says}</Radix.Description>
          <Radix.Action asChild altText={`Undo: ${toast.says}`}>
            <Button size="small" onClick={toast.undo}>
              Undo
            </Button>
          </Radix.Action>
        </Radix.Root>
      )),
    [toasts, drop],
  )
  return (
    <Radix.Provider swipeDirection="down">
      <Offer value={offer}>{children}</Offer>
      {shown}
      <Radix.Viewport className="fixed bottom-4 left-1/2 z-50 grid max-w-[min(480px,calc(100vw-32px))] -translate-x-1/2 gap-2" />
    </Radix.Provider>
  )
}

'use client'
/** A tooltip: the name of an icon, the whole of a long name, why something is disabled. Never the only place of a fact. */
import { Tooltip as Radix } from 'radix-ui'

export function TooltipProvider({ children }: { children: React.ReactNode }) {
  return <Radix.Provider delayDuration={400}>{children}</Radix.Provider>
}

export function Tooltip({
  says,
  side = 'bottom',
  children,
}: {
  says: React.ReactNode
  side?: 'top' | 'right' | 'bottom' | 'left'
  children: React.ReactNode
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-[320px] rounded-control bg-ink-1 px-2 py-1 text-data break-words text-on-ink"
        >
          {says}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

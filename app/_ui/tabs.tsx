'use client'
/** Tabs, as a dock or a panel has them; arrows move between them. */
import { Tabs as Radix } from 'radix-ui'
import { useEffect, useRef } from 'react'
import { classes } from './classes.ts'

export interface TabItem {
  readonly value: string
  readonly text: React.ReactNode
}
export interface TabsProps {
  readonly label: string
  readonly value: string
  readonly items: readonly TabItem[]
  readonly onChange: (value: string) => void
  /** `sub`: the second row, for process managers. */
  readonly level?: 'main' | 'sub'
  /** At the right end of the row. */
  readonly end?: React.ReactNode
  readonly className?: string
  /** The panel of the current tab. */
  readonly children?: React.ReactNode
}

export function Tabs({ label, value, items, onChange, level = 'main', end, className, children }: TabsProps) {
  const list = useRef<HTMLDivElement>(null)
  // A row may be wider than its place: the current tab is never out of sight.
  useEffect(() => {
    if (value)
      list.current?.querySelector('[data-state=active]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [value])
  return (
    <Radix.Root value={value} onValueChange={onChange} className={classes('flex min-h-0 min-w-0 flex-col', className)}>
      <div
        className={classes(
          'flex flex-none items-stretch border-b border-line-1 pr-2',
          level === 'main' ? 'h-9 coarse:h-11' : 'h-8 text-data coarse:h-11',
        )}
      >
        <Radix.List
          ref={list}
          aria-label={label}
          className="flex min-w-0 items-stretch gap-0.5 overflow-x-auto overflow-y-hidden px-2"
        >
          {items.map((item) => (
            <Radix.Trigger
              key={item.value}
              value={item.value}
              className="relative flex flex-none items-center gap-1.5 px-[9px] whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink-1 data-[state=active]:font-semibold data-[state=active]:text-ink-1 data-[state=active]:after:absolute data-[state=active]:after:inset-x-[9px] data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:bg-ink-1"
            >
              {item.text}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end && <div className="ml-auto flex flex-none items-center gap-2 pl-2">{end}</div>}
      </div>
      {children !== undefined && (
        <Radix.Content value={value} className="min-h-0 min-w-0 flex-1 -outline-offset-2">
          {children}
        </Radix.Content>
      )}
    </Radix.Root>
  )
}

'use client'
/** A menu of actions, opened by a button; a context menu has the same items. */
import { DropdownMenu as Radix, ContextMenu as RadixContext } from 'radix-ui'
import { Key } from './key.tsx'

export interface MenuItem {
  readonly text: string
  readonly icon?: React.ReactNode
  readonly keys?: string
  readonly disabled?: boolean
  readonly onSelect: () => void
}
/** Groups of items; a line stands between them. */
export type MenuItems = readonly (readonly MenuItem[])[]

const BOX =
  'z-30 max-h-[70vh] min-w-[180px] max-w-[320px] overflow-auto rounded-node border border-line-2 bg-raised p-1 shadow-float'
const ITEM =
  'flex min-h-[30px] cursor-pointer items-center gap-2 rounded-control px-2 outline-none data-[disabled]:cursor-not-allowed data-[disabled]:text-ink-3 data-[highlighted]:bg-hover coarse:min-h-11 [&>svg]:size-4 [&>svg]:flex-none [&>svg]:text-ink-3'

function Inside({ item }: { item: MenuItem }) {
  return (
    <>
      {item.icon}
      <span className="min-w-0 truncate">{item.text}</span>
      {item.keys && (
        <span className="ml-auto pl-4">
          <Key>{item.keys}</Key>
        </span>
      )}
    </>
  )
}

export function Menu({
  trigger,
  items,
  align = 'end',
}: {
  trigger: React.ReactNode
  items: MenuItems
  align?: 'start' | 'end'
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={6} collisionPadding={8} className={BOX}>
          {items.map((group, index) => (
            <Radix.Group key={group[0]?.text ?? index} className={index > 0 ? 'mt-1 border-t border-line-1 pt-1' : ''}>
              {group.map((item) => (
                <Radix.Item key={item.text} disabled={item.disabled} onSelect={item.onSelect} className={ITEM}>
                  <Inside item={item} />
                </Radix.Item>
              ))}
            </Radix.Group>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function ContextMenu({ children, items }: { children: React.ReactNode; items: MenuItems }) {
  return (
    <RadixContext.Root>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content collisionPadding={8} className={BOX}>
          {items.map((group, index) => (
            <RadixContext.Group
              key={group[0]?.text ?? index}
              className={index > 0 ? 'mt-1 border-t border-line-1 pt-1' : ''}
            >
              {group.map((item) => (
                <RadixContext.Item key={item.text} disabled={item.disabled} onSelect={item.onSelect} className={ITEM}>
                  <Inside item={item} />
                </RadixContext.Item>
              ))}
            </RadixContext.Group>
          ))}
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  )
}

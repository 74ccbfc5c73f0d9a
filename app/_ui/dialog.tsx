'use client'
/** A dialog: for what cannot be undone or needs one answer before going on. */
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { Button } from './button.tsx'
import { classes } from './classes.ts'

export interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  /** One sentence that says what will happen. */
  readonly says?: React.ReactNode
  readonly children?: React.ReactNode
  /** Buttons; the one that acts comes last. */
  readonly foot?: React.ReactNode
  readonly wide?: boolean
}

export function Dialog({ open, onOpenChange, title, says, children, foot, wide = false }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          {...(says ? {} : { 'aria-describedby': undefined })}
          className={classes(
            'fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-node border border-line-2 bg-raised shadow-float',
            wide ? 'max-w-[720px]' : 'max-w-[460px]',
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-2">
            <div className="min-w-0">
              <Radix.Title className="text-title break-words">{title}</Radix.Title>
              {says && <Radix.Description className="mt-1 text-ink-2">{says}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <Button look="quiet" size="small" square aria-label="Close" className="ml-auto">
                <X size={16} aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-auto px-5 pb-4">{children}</div>
          {foot && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line-1 px-5 py-3">{foot}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

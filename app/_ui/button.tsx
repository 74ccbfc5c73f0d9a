/** Buttons: one filled one a screen. `draft` leads towards a deployment; `ink` is the primary one elsewhere. */
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { classes } from './classes.ts'

export type ButtonLook = 'draft' | 'ink' | 'outline' | 'quiet'
export type ButtonSize = 'small' | 'medium' | 'large'
interface Looks {
  readonly look?: ButtonLook
  readonly size?: ButtonSize
  /** Square, with an icon and an accessible name. */
  readonly square?: boolean
}

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  draft: 'border-draft bg-draft font-semibold text-on-draft hover:brightness-95',
  ink: 'border-ink-1 bg-ink-1 font-medium text-on-ink hover:bg-ink-2 hover:border-ink-2',
  outline: 'border-line-3 bg-raised font-medium text-ink-1 hover:bg-hover',
  quiet: 'border-transparent font-medium text-ink-2 hover:bg-hover hover:text-ink-1',
}
const DISABLED = 'disabled:border-line-2 disabled:bg-transparent disabled:text-ink-3 disabled:hover:brightness-100'
const SIZES: Readonly<Record<ButtonSize, { box: string; square: string }>> = {
  small: { box: 'h-6 gap-[5px] px-2 text-data coarse:h-11', square: 'size-6 coarse:size-11' },
  medium: { box: 'h-8 gap-[7px] px-3 text-ui coarse:h-11', square: 'size-8 coarse:size-11' },
  large: { box: 'h-10 gap-2 px-[18px] text-read coarse:h-11', square: 'size-10 coarse:size-11' },
}

export function buttonClass({ look = 'outline', size = 'medium', square = false }: Looks, className?: string): string {
  return classes(
    'inline-flex flex-none items-center justify-center rounded-control border whitespace-nowrap no-underline transition-colors duration-(--m-state)',
    LOOKS[look],
    DISABLED,
    square ? SIZES[size].square : SIZES[size].box,
    className,
  )
}

export function Button({ look, size, square, className, type = 'button', ...rest }: Looks & ComponentProps<'button'>) {
  return <button type={type} className={buttonClass({ look, size, square }, className)} {...rest} />
}

export function ButtonLink({ look, size, square, className, ...rest }: Looks & ComponentProps<typeof Link>) {
  return <Link className={buttonClass({ look, size, square }, className)} {...rest} />
}

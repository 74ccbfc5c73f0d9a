'use client'
/** A moment: how long ago, with the exact time on hover. It counts on by itself. */
import { Fragment, useSyncExternalStore } from 'react'
import { ago, exact } from './duration.ts'

const TICK = 5_000
let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  now = Date.now()
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, TICK)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

/** The present, in steps of five seconds, the same for everything on the page. On the server: 0. */
export function useNow(): number {
  return useSyncExternalStore(
    subscribe,
    () => now,
    () => 0,
  )
}

const INSTANT = / at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/

/** What a host reported, its moments as a person says them: "ended with 0, 3 min ago". */
export function WithTimes({ text }: { text: string }) {
  const parts = text.split(INSTANT)
  return parts.map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <Fragment key={index}>
        , <Time at={part} />
      </Fragment>
    ),
  )
}

/** `at`: ISO 8601. */
export function Time({ at, className }: { at: string; className?: string }) {
  const present = useNow()
  const moment = Date.parse(at)
  return (
    <time dateTime={at} title={present ? exact(moment) : undefined} className={className ?? 'whitespace-nowrap'}>
      {present ? ago(moment, Math.max(present, moment)) : ''}
    </time>
  )
}

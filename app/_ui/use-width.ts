'use client'
/** How wide an element is, kept up to date. */
import { useLayoutEffect, useRef, useState } from 'react'

/** `fixed`: a width that is known already, so that nothing is measured. */
export function useWidth<Element extends HTMLElement>(fixed?: number): [React.RefObject<Element | null>, number] {
  const element = useRef<Element>(null)
  const [measured, setMeasured] = useState(0)
  useLayoutEffect(() => {
    const box = element.current
    if (!box || fixed !== undefined) return
    setMeasured(box.clientWidth)
    const observer = new ResizeObserver(() => setMeasured(box.clientWidth))
    observer.observe(box)
    return () => observer.disconnect()
  }, [fixed])
  return [element, fixed ?? measured]
}

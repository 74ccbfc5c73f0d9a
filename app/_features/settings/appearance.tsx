'use client'
/** Light, dark, or as the system has it. The choice stays in this browser; `public/theme.js` applies it before the first paint. */
import { useSyncExternalStore } from 'react'
import { Section } from '#app/_ui/section.tsx'
import { Segmented } from '#app/_ui/segmented.tsx'

export type Theme = 'system' | 'light' | 'dark'
const KEY = 'longrun.theme'
const CHANGED = 'longrun:theme'

function read(): Theme {
  const theme = document.documentElement.dataset.theme
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}
function choose(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Storage may be forbidden; then the choice holds until the page is left.
  }
  window.dispatchEvent(new Event(CHANGED))
}
function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener)
  return () => window.removeEventListener(CHANGED, listener)
}

export function Appearance() {
  const theme = useSyncExternalStore<Theme>(subscribe, read, () => 'system')
  return (
    <Section title="Appearance">
      <div className="flex flex-wrap items-center gap-3 py-3">
        <Segmented
          label="Theme"
          value={theme}
          onChange={choose}
          options={[
            { value: 'system', text: 'As the system' },
            { value: 'light', text: 'Light' },
            { value: 'dark', text: 'Dark' },
          ]}
        />
        <span className="text-data text-ink-3">In this browser only.</span>
      </div>
    </Section>
  )
}

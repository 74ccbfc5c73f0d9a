/** Whether one can deploy to a host: each precondition as a line that says what was found. */
import { Glyph } from '#app/_ui/glyph.tsx'
import { Section } from '#app/_ui/section.tsx'
import type { HostView } from '#server/api/views.ts'
import { readiness } from './readiness.ts'

export function Checks({ host }: { host: HostView }) {
  const checks = readiness(host)
  const passed = checks.filter(({ ok }) => ok).length
  return (
    <Section title="Ready to deploy" count={`${passed} of ${checks.length}`}>
      <ul>
        {checks.map((check) => (
          <li
            key={check.says}
            className="flex min-h-[34px] flex-wrap items-center gap-x-2.5 border-b border-line-1 py-1"
          >
            <Glyph
              name={check.ok ? 'done' : check.ok === null ? 'unknown' : 'failed'}
              label={check.ok ? 'passed' : check.ok === null ? 'unknown' : 'failed'}
            />
            <span>{check.says}</span>
            <span className="ml-auto max-w-full truncate text-data text-ink-2">{check.found}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

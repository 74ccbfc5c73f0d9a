/** The answer line: the page's heading, a sentence whose coloured words say what they say in shape and word too. */
import { Fragment } from 'react'
import type { Phrase, Tone } from './answer.ts'
import { classes } from './classes.ts'

const TONES: Readonly<Record<Tone, string>> = {
  plain: '',
  failed: 'text-fail',
  drift: 'text-warn',
  draft: 'text-draft',
  quiet: 'text-ink-3',
}

/** `display`: on reading pages; `answer`: in panels. `live`: announced as it changes, during a deployment. */
export function AnswerLine({
  phrases,
  size = 'display',
  live = false,
  className,
}: {
  phrases: readonly Phrase[]
  size?: 'display' | 'answer'
  live?: boolean
  className?: string
}) {
  return (
    <h1
      className={classes(
        'break-words',
        size === 'display' ? 'max-w-[920px] text-answer text-balance sm:text-display' : 'text-answer text-pretty',
        className,
      )}
      aria-live={live ? 'polite' : undefined}
    >
      {phrases.map((each, index) => (
        <Fragment key={index}>
          {index > 0 && ' '}
          <span className={TONES[each.tone]}>{each.text}</span>
        </Fragment>
      ))}
    </h1>
  )
}

/** Facts as pairs of a word and a value. A value that is not known says so. */

export function Facts({ facts }: { facts: readonly (readonly [term: string, value: React.ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-[5px]">
      {facts.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-ink-3">{term}</dt>
          <dd className="min-w-0 break-words">{value ?? 'unknown'}</dd>
        </div>
      ))}
    </dl>
  )
}

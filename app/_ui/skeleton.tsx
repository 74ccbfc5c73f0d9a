/** Placeholders in the shape of the rows to come; they appear only after 150 ms. */

export function Skeleton({
  rows = 4,
  height = 34,
  label = 'Loading',
}: {
  rows?: number
  height?: number
  label?: string
}) {
  return (
    <div role="status" aria-label={label} className="animate-appear">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} style={{ height }} className="flex items-center gap-3 border-b border-line-1">
          <span className="size-3.5 flex-none rounded-full bg-mute-tint" />
          <span className="h-3 rounded-frame bg-mute-tint" style={{ width: `${18 + ((index * 7) % 12)}%` }} />
          <span className="h-3 flex-1 rounded-frame bg-mute-tint" />
          <span className="h-3 w-[8%] rounded-frame bg-mute-tint" />
        </div>
      ))}
    </div>
  )
}

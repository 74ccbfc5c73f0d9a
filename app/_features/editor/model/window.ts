/** Which nodes React Flow is given: those in view at near zoom, and those that must not lose their element. */
export type Level = 'near' | 'mid' | 'far'

export const NEAR = 0.75
export const FAR = 0.4
/** While the camera pans, so many new elements a frame at most; the drawing shows the rest meanwhile. */
export const MOUNT_PER_FRAME = 8

export function levelOf(zoom: number): Level {
  return zoom >= NEAR ? 'near' : zoom >= FAR ? 'mid' : 'far'
}

export interface WindowInput {
  readonly mounted: readonly string[]
  readonly visible: readonly string[]
  /** Selected, focused, dragged, connecting. */
  readonly pinned: ReadonlySet<string>
  readonly zoom: number
  /** At rest everything in view is mounted; while panning a few at a time and none goes; while zooming none comes. */
  readonly motion: 'rest' | 'pan' | 'zoom'
}

/** The next window, in a stable order: what stays keeps its place, what comes is added behind. The same array where nothing changes. */
export function nextWindow({ mounted, visible, pinned, zoom, motion }: WindowInput): readonly string[] {
  const near = zoom >= NEAR
  const wanted = new Set(near ? [...visible, ...pinned] : pinned)
  const kept = mounted.filter((id) => wanted.has(id) || (near && motion !== 'rest'))
  const room = motion === 'rest' ? Number.POSITIVE_INFINITY : motion === 'pan' ? MOUNT_PER_FRAME : 0
  const present = new Set(kept)
  const coming: string[] = []
  for (const id of wanted) if (!present.has(id) && (coming.length < room || pinned.has(id))) coming.push(id)
  if (coming.length === 0 && kept.length === mounted.length) return mounted
  return [...kept, ...coming]
}

/** Times and durations in words: `3 min ago`, `4 d 2 h`, `0.8 s`; exact forms for titles. */

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Seconds as a person says them: two units at most, one decimal below ten seconds. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return 'unknown'
  if (seconds < 9.95) return `${(Math.round(seconds * 10) / 10).toString()} s`
  if (seconds < MINUTE) return `${Math.round(seconds)} s`
  if (seconds < HOUR) return two(seconds, MINUTE, 'min', 1, 's')
  if (seconds < DAY) return two(seconds, HOUR, 'h', MINUTE, 'min')
  return two(seconds, DAY, 'd', HOUR, 'h')
}

function two(seconds: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const whole = Math.floor(seconds / large)
  const rest = Math.floor((seconds - whole * large) / small)
  return rest > 0 && whole < 10 ? `${whole} ${largeUnit} ${rest} ${smallUnit}` : `${whole} ${largeUnit}`
}

/** How long before `now`: `just now`, `8 s ago`, `3 min ago`, `16 h ago`, `4 d ago`, then the date. Both in milliseconds. */
export function ago(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1000)
  if (Number.isNaN(seconds)) return 'unknown'
  if (seconds < -1) return `in ${duration(-seconds)}`
  if (seconds < 2) return 'just now'
  if (seconds < MINUTE) return `${seconds} s ago`
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`
  if (seconds < 7 * DAY) return `${Math.floor(seconds / DAY)} d ago`
  return day(at, now)
}

/** `17 Nov`, with the year where it is not this one. */
export function day(at: number, now: number): string {
  const date = new Date(at)
  const year = date.getFullYear() === new Date(now).getFullYear() ? '' : ` ${date.getFullYear()}`
  return `${date.getDate()} ${MONTHS[date.getMonth()]}${year}`
}

/** `17 Nov 2026, 07:41:18`, in the reader's own zone. */
export function exact(at: number): string {
  const date = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}, ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** What the compiler knows of an operating system before any host was seen. */
export interface Platform {
  readonly id: string
  readonly title: string
  /** As a host that was never captured would answer, driven by root. */
  readonly defaults: {
    /** Whether there is a root at all. */
    readonly privileged: boolean
    readonly shell: string
    readonly prefix: string
    readonly home: string
    /** Tools that a basic system has: launcher scripts for previews choose from these. */
    readonly tools: readonly string[]
    /** Where packages put their programs. */
    readonly programs: string
  }
}

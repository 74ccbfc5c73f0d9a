/** What a system may be called: its name stands in URLs, in file names and in names of services on hosts. */

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const MOST = 40

/** What is wrong with a name, as a sentence; `null`: nothing. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (name === '') return 'It needs a name.'
  if (taken.includes(name)) return `There is a system named ${name} already.`
  if (name.length > MOST) return `${name.length} characters. Use ${MOST} or fewer.`
  if (!NAME.test(name)) return 'Use lower-case letters, digits and single hyphens, beginning with a letter.'
  if (name === 'new') return '“new” is the address of this page. Use another name.'
  return null
}

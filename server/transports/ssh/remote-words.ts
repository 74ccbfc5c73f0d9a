/** Constant argv as one command line that every login shell reads alike. */

const PLAIN = /^[A-Za-z0-9/._:=@+,-]+$/
/**
 * Single quotes mean the same to sh, csh and fish as long as none of these stands between them: csh expands `!` and ends at a
 * newline even there, fish reads a back-slash before a quote.
 */
const TREACHEROUS = /['\\!\n\0]/

export function remoteCommand(argv: readonly string[]): string {
  const words = argv.map((word) => {
    if (PLAIN.test(word)) return word
    if (TREACHEROUS.test(word)) throw new Error(`not a constant of ours: ${JSON.stringify(word)}`)
    return `'${word}'`
  })
  return `exec ${words.join(' ')}`
}

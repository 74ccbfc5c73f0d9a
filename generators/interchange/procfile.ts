/** Reader of Procfiles: a line a process, `name: command`, the command being a line for a shell (foreman, Heroku). */
import { makeRemarks, type Reader, type ReadProcess } from '../contract/reader.ts'

/** foreman's own pattern for a line; everything else is passed over by it, which we say. */
const LINE = /^([A-Za-z0-9_-]+):\s*(.+)$/

/** What foreman gives to every process of the Procfile beside it. */
const ENVIRONMENT = /(^|\/)\.env$/

/**
 * In: Procfiles. Out: a process a line, run by `sh -c` as foreman does, from the first port on in steps of a hundred. Where no directory is
 * known the model has none: foreman's is where the Procfile stands. Diagnostics: `import-lost`, `import-unreadable`.
 */
function read(files: Parameters<Reader['read']>[0]): ReturnType<Reader['read']> {
  const remarks = makeRemarks()
  const processes = files.flatMap(({ path, text }) => {
    if (ENVIRONMENT.test(path)) {
      for (const [index, line] of text.split('\n').entries()) {
        const [, name] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line) ?? []
        const place = { line: index + 1, column: 1, file: path }
        if (name)
          remarks.lost('every process', `the variable ${name}`, 'it may be a secret, and a model holds none', place)
      }
      return []
    }
    const directory = path.startsWith('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : undefined
    let port = 5000
    return text.split(/\r?\n/).flatMap((line, index): ReadProcess[] => {
      const place = { line: index + 1, column: 1, file: path }
      if (/^\s*(#|$)/.test(line)) return []
      const [, name, command] = LINE.exec(line) ?? []
      if (!name || !command) {
        remarks.unreadable('this line', 'a process is written as name: command', place)
        return []
      }
      const own = { PORT: String(port), PS: `${name}.1` }
      port += 100
      if (!directory) remarks.lost(name, 'its directory', 'the file has no absolute path', place)
      return [
        {
          name,
          place,
          foreground: { program: '/bin/sh', arguments: ['-c', command.trimEnd()] },
          environment: new Map(Object.entries(own)),
          ...(directory ? { directory } : {}),
        },
      ]
    })
  })
  return { processes, diagnostics: remarks.said }
}

export const procfile: Reader = {
  id: 'procfile',
  title: 'Procfile',
  takes: (path) => /(^|\/)Procfile([.-][\w-]+)?$/.test(path) || ENVIRONMENT.test(path),
  recognises: ({ path, text }) =>
    /(^|\/)Procfile/.test(path) ||
    (text.trim() !== '' &&
      text.split(/\r?\n/).every((line) => /^\s*(#|$)/.test(line) || /^[\w-]+:\s*\S*[^\s:,[{"']/.test(line))),
  pasted: 'Procfile',
  deep: false,
  read,
}

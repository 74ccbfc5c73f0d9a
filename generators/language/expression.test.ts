/** Expressions and templates: what is read, how it is grouped, what is refused and where. */
import { describe, expect, it } from 'vitest'
import { ExpressionError, printExpression, readExpression } from './expression.ts'
import { readContent, readTemplate, TemplateError } from './template.ts'

describe('expressions', () => {
  it.each([
    ['a', 'a'],
    ['a.b.c', 'a.b.c'],
    ['bin.apache-httpd.httpd', 'bin.apache-httpd.httpd'],
    ['share.nginx["mime.types"]', 'share.nginx["mime.types"]'],
    ['files.tabs[user]', 'files.tabs[user]'],
    ['a == "x" and not b or c', '(((a == "x") and (not b)) or c)'],
    ['a + 1 + 2', '((a + 1) + 2)'],
    ['a.x ?? b.x ?? "/"', '(a.x ?? (b.x ?? "/"))'],
    ['a ? "x" : b ? "y" : "z"', '(a ? "x" : (b ? "y" : "z"))'],
    ['group(webapps, .dnsName)', 'group(webapps, .dnsName)'],
    ['where(peers.endpoints, not .self)', 'where(peers.endpoints, (not .self))'],
    ['join(words, "}")', 'join(words, "}")'],
    ['"a\\"b\\\\c\\n"', '"a\\"b\\\\c\\n"'],
    ['(a or b) and c', '((a or b) and c)'],
    ['true', 'true'],
    ['1.5 <= x', '(1.5 <= x)'],
  ])('%s', (source, printed) => {
    const expr = readExpression(source)
    expect(printExpression(expr)).toBe(printed)
    expect(printExpression(readExpression(printed))).toBe(printed)
  })

  it.each([
    ['', 0],
    ['a ==', 4],
    ['a b', 2],
    ['a.', 2],
    ['upper(a)', 0],
    ['a ? b', 5],
    ['"open', 0],
    ['a - b', 2],
    ['a[1', 3],
  ])('refuses %j at %i', (source, offset) => {
    expect(() => readExpression(source)).toThrow(ExpressionError)
    try {
      readExpression(source)
    } catch (error) {
      expect((error as ExpressionError).problem.offset).toBe(offset)
    }
  })

  it('refuses nesting that would exhaust the stack', () => {
    expect(() => readExpression(`${'('.repeat(5000)}a${')'.repeat(5000)}`)).toThrow(ExpressionError)
    expect(() => readExpression(`${'not '.repeat(5000)}a`)).toThrow(ExpressionError)
  })
})

const shown = (source: string) =>
  readTemplate(source).parts.map((part) => (typeof part === 'string' ? part : [printExpression(part)]))

describe('templates', () => {
  it.each<[string, unknown[]]>([
    ['', []],
    ['plain $HOME $', ['plain $HOME $']],
    ['${a}', [['a']]],
    ['x${a}y${b}', ['x', ['a'], 'y', ['b']]],
    ['$${a}', ['${a}']],
    ['$$${a}', ['$${a}']],
    ['${a ? "}" : "{"}z', [['(a ? "}" : "{")'], 'z']],
  ])('%j', (source, parts) => expect(shown(source)).toEqual(parts))

  it.each(['${', '${a', '${a b}', 'x${}'])('refuses %j', (source) =>
    expect(() => readTemplate(source)).toThrow(TemplateError),
  )
})

describe('contents', () => {
  it('takes directive lines away whole, and leaves the rest as it is', () => {
    const blocks = readContent(
      'a\n  $if x\nb ${y}\n  $else\nc\n  $end\n$for i, e in l\n${e}\n$end\n$insert more\n$$for $endpoint\n',
    )
    expect(blocks).toMatchObject([
      { kind: 'text', parts: ['a\n'] },
      { kind: 'if', yes: [{ parts: ['b ', { name: 'y' }, '\n'] }], no: [{ parts: ['c\n'] }] },
      { kind: 'for', names: ['i', 'e'], do: [{ parts: [{ name: 'e' }, '\n'] }] },
      { kind: 'insert', name: 'more' },
      { kind: 'text', parts: ['$for $endpoint\n'] },
    ])
  })

  it.each([
    ['$end\n', 0],
    ['a\n$for x\n$end\n', 1],
    ['$if a\nb\n', 0],
    ['$if a\n$else\n$else\n$end\n', 2],
    ['\n$for x in l\n$else\n$end\n', 2],
    ['a\nb ${\n', 1],
    ['$insert a b\n', 0],
    ['$if a\n$end a\n', 1],
  ])('refuses %j on line %i', (source, line) => {
    try {
      readContent(source)
      expect.unreachable()
    } catch (error) {
      expect((error as TemplateError).line).toBe(line)
    }
  })
})

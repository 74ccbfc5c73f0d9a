/** Reads the checkout's own sources for the architecture tests: files, what each imports, and its text without comments. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

export const ROOT = path.resolve(import.meta.dirname, '../..')

export interface Import {
  /** Relative to the checkout where it is a file of ours, else the package's specifier. */
  readonly to: string
  readonly typeOnly: boolean
}
export interface Source {
  readonly file: string
  readonly text: string
  readonly imports: readonly Import[]
}

/** Every file git knows of or would add. */
export function checkoutFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  return list.split('\0').filter((file) => file !== '' && existsSync(path.join(ROOT, file)))
}

/** Also what a process manager's folder says of itself to the tests, which the product does not read. */
export function isTest(file: string): boolean {
  return (
    /\.(test|spec)\.tsx?$/.test(file) ||
    /^(tests|e2e)\//.test(file) ||
    /^generators\/backends\/[^/]+\/proof\.ts$/.test(file)
  )
}

/** Where a specifier of `file` leads. */
function resolveSpecifier(file: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier))
  return specifier
}

/** Parses one file; exported so that the walls can be tried on a planted file. */
export function readSource(file: string, text: string): Source {
  const tree = ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    true,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  )
  const imports: Import[] = []
  function add(node: ts.Expression | undefined, typeOnly: boolean): void {
    if (node && ts.isStringLiteralLike(node)) imports.push({ to: resolveSpecifier(file, node.text), typeOnly })
  }
  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node)) {
      const named = node.importClause?.namedBindings
      const allTypes =
        !!named &&
        ts.isNamedImports(named) &&
        named.elements.length > 0 &&
        named.elements.every((one) => one.isTypeOnly) &&
        !node.importClause?.name
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || allTypes)
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (ts.isStringLiteral(node.argument.literal)) add(node.argument.literal, true)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return { file, text, imports }
}

let all: readonly Source[] | undefined
/** All TypeScript sources but generated ones. */
export function sources(): readonly Source[] {
  all ??= checkoutFiles()
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('prisma/generated/') && !file.endsWith('.d.ts'))
    .map((file) => readSource(file, readFileSync(path.join(ROOT, file), 'utf8')))
  return all
}

/** Identifiers and the text of strings, without comments: what the program says, not what is said about it. */
export function spoken(source: Source): string {
  const words: string[] = []
  const tree = ts.createSourceFile(
    source.file,
    source.text,
    ts.ScriptTarget.Latest,
    false,
    source.file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  )
  function visit(node: ts.Node): void {
    if (
      ts.isIdentifier(node) ||
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddle(node) ||
      ts.isTemplateTail(node) ||
      ts.isJsxText(node)
    )
      words.push(node.text)
    if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) words.push((node as ts.RegularExpressionLiteral).text)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return words.join('\n')
}

/** Whether it says `any`, or focuses or skips a test. */
export function silences(source: Source): boolean {
  const tree = ts.createSourceFile(
    source.file,
    source.text,
    ts.ScriptTarget.Latest,
    false,
    source.file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  )
  function visit(node: ts.Node): boolean {
    if (node.kind === ts.SyntaxKind.AnyKeyword) return true
    if (
      ts.isPropertyAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      /^(test|it|describe)$/.test(node.expression.text) &&
      /^(only|skip|todo|fixme)$/.test(node.name.text)
    )
      return true
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false
  }
  return visit(tree)
}

/** No plain string between model and render except keys: read from the contract's own types. */
import path from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { ROOT } from './sources.ts'

/** What names a thing of ours (never what a process is given): each may stay a plain string. */
const KEYS = new Set([
  'Artefact.name',
  'Artefact.owner',
  'Artefact.group',
  'Placement.id',
  'Placement.instance',
  'Placement.host',
  'Placement.name',
  'Placement.stop.signal',
  'Placement.reload.signal',
  'Edge.placement',
  'Lowered.name',
  'Lowered.after.name',
  'Lowered.after.container',
  'Link.at',
  'Link.to.link',
])
/** From the placed value to the rendered one. */
const WALKED = [
  'Placement',
  'Edge',
  'Account',
  'Lowered',
  'Rendered',
  'Link',
  'Artefact',
  'Program',
  'StepValues',
  'Preparation',
  'Probe',
  'KeptDirectory',
  'Ownership',
]

function plainStrings(files: readonly string[], extra?: { name: string; text: string }): string[] {
  const found: string[] = []
  function walk(node: ts.Node, where: string): void {
    if (ts.isPropertySignature(node) && node.type && ts.isIdentifier(node.name)) {
      const here = `${where}.${node.name.text}`
      if (node.type.kind === ts.SyntaxKind.StringKeyword) found.push(here)
      else walk(node.type, here)
      return
    }
    if (ts.isArrayTypeNode(node) && node.elementType.kind === ts.SyntaxKind.StringKeyword) found.push(`${where}[]`)
    ts.forEachChild(node, (child) => walk(child, where))
  }
  for (const file of files) {
    const source = ts.createSourceFile(
      file,
      extra?.name === file ? extra.text : ts.sys.readFile(path.join(ROOT, file))!,
      ts.ScriptTarget.Latest,
      true,
    )
    for (const statement of source.statements)
      if (
        (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) &&
        WALKED.includes(statement.name.text)
      )
        walk(statement, statement.name.text)
  }
  return found.filter((where) => !KEYS.has(where))
}

const FILES = ['generators/contract/text.ts', 'generators/contract/chain.ts', 'generators/contract/backend.ts']

test('every value that a person can type is Text between model and render', () => {
  expect(plainStrings(FILES)).toEqual([])
})

test('a plain string in their midst is found', () => {
  const planted = {
    name: 'generators/contract/chain.ts',
    text: 'export interface Program { readonly path: string; readonly args: readonly string[] }',
  }
  expect(plainStrings(FILES, planted)).toEqual(['Program.path', 'Program.args[]'])
})

/** Takes a built-in constructor into the system's own document, where it can be changed. */
import type { Constructor, SystemDocument } from '#generators/model/document.ts'

/** The copy keeps its name, so that everything that uses the constructor uses the copy from now on. */
export function forkConstructor(document: SystemDocument, own: Constructor): SystemDocument {
  if (document.constructors.some((other) => other.constructor === own.constructor)) return document
  return { ...document, constructors: [...document.constructors, own] }
}

export function replaceConstructor(document: SystemDocument, name: string, next: Constructor): SystemDocument {
  return { ...document, constructors: document.constructors.map((own) => (own.constructor === name ? next : own)) }
}

/** Gives up the own copy: the built-in one holds again. */
export function dropConstructor(document: SystemDocument, name: string): SystemDocument {
  return { ...document, constructors: document.constructors.filter((own) => own.constructor !== name) }
}

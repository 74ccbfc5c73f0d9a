/**
 * What was worked out of an immutable object, kept on that object itself: as a `WeakMap` would, but where tens of thousands are kept
 * its table costs the collector more than the values do. Only for objects that the compiler makes, which nobody freezes.
 */
export interface Kept<Of extends object, T> {
  get(of: Of): T | undefined
  set(of: Of, value: T): void
}

/** A constructor that gives its argument, so that the fields of a class below it are put on that: private ones, which nobody else sees. */
class Bearer {
  constructor(of: object) {
    // biome-ignore lint/correctness/noConstructorReturn: it is what this class is for
    return of
  }
}

/** A store of its own, in which each object has one value. A copy of an object has none: private fields are not copied. */
export function kept<Of extends object, T>(): Kept<Of, T> {
  class Bearing extends Bearer {
    #value: T
    constructor(of: Of, value: T) {
      super(of)
      this.#value = value
    }
    static get(of: Of): T | undefined {
      return #value in of ? of.#value : undefined
    }
    static set(of: Of, value: T): void {
      if (#value in of) of.#value = value
      else new Bearing(of, value)
    }
  }
  return Bearing
}

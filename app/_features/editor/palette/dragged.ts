/** What a constructor is called while it is dragged from the palette; `-` is a process written by hand. */
export const DRAGGED_TYPE = 'application/x-longrun-constructor'
export const BY_HAND = '-'

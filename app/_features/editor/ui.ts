/** What is open, shown and lit in the editor: kept outside React, and the part that is worth a link in the address. */
export type DockTab = 'preview' | 'diagnostics' | 'ids' | 'text' | 'log' | 'events'
export interface UiState {
  /** Placement ids. */
  readonly selected: readonly string[]
  readonly selectedEdge: string | null
  readonly dock: DockTab
  readonly dockOpen: boolean
  /** Process manager of the preview; `null`: the first in use. */
  readonly manager: string | null
  /** `host` and path of the file that is shown. */
  readonly file: string | null
  /** The field whose lines are lit: keys below the document. `null`: those of the selected process. */
  readonly lit: readonly (string | number)[] | null
  readonly paletteAt: { readonly x: number; readonly y: number } | null
  readonly palette: boolean
  readonly tree: boolean
  readonly legend: boolean
  readonly find: boolean
  /** Choosing what the selected process depends on. */
  readonly connect: boolean
  /** The constructor that is open for reading or editing. */
  readonly constructorOpen: string | null
  /** Which diagnostic F8 is at. */
  readonly diagnostic: number
  /** On a phone: the list first. */
  readonly narrow: 'list' | 'graph'
  /** Why an edge was refused; gone with the next action. */
  readonly refusal: string | null
  /** Said to those who listen; the last thing that was done. */
  readonly says: string
}

const START: UiState = {
  selected: [],
  selectedEdge: null,
  dock: 'preview',
  dockOpen: true,
  manager: null,
  file: null,
  lit: null,
  paletteAt: null,
  palette: false,
  tree: false,
  legend: false,
  find: false,
  connect: false,
  constructorOpen: null,
  diagnostic: -1,
  narrow: 'list',
  refusal: null,
  says: '',
}

const DOCKS: readonly DockTab[] = ['preview', 'diagnostics', 'ids', 'text', 'log', 'events']

export class Ui {
  private current: UiState
  private readonly listeners = new Set<() => void>()

  constructor(search = '') {
    const given = new URLSearchParams(search)
    const dock = DOCKS.find((one) => one === given.get('dock'))
    this.current = {
      ...START,
      selected: given.get('sel')?.split(',').filter(Boolean) ?? [],
      manager: given.get('pm'),
      file: given.get('file'),
      ...(dock && { dock }),
    }
  }

  get state(): UiState {
    return this.current
  }
  set(part: Partial<UiState>): void {
    this.current = { ...this.current, ...part }
    for (const listener of this.listeners) listener()
  }
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }
}

/** The part of the state that a link can carry; what is as usual is left out, and what is not the editor's (`?to=1` of a plan) stays. */
export function searchOf({ selected, dock, manager, file }: UiState, given: string): string {
  const search = new URLSearchParams(given)
  const own = {
    sel: selected.length > 0 ? selected.join(',') : null,
    dock: dock !== START.dock ? dock : null,
    pm: manager,
    file,
  }
  for (const [key, value] of Object.entries(own))
    if (value) search.set(key, value)
    else search.delete(key)
  return search.size > 0 ? `?${search}` : ''
}

/** Colours of the tokens as a canvas can use them: resolved for the theme that is on. */

/** In: an element that stands on the page, and names of tokens without dashes. Out: each as a colour that canvas understands. */
export function readTokens<Name extends string>(
  element: HTMLElement,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const probe = element.ownerDocument.createElement('span')
  probe.hidden = true
  element.append(probe)
  const colours = {} as Record<Name, string>
  for (const name of names) {
    probe.style.color = `var(--${name})`
    colours[name] = getComputedStyle(probe).color
  }
  probe.remove()
  return colours
}

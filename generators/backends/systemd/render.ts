/** From a unit as data to its file, and the link that starts it at boot. */
import type { Container, Lowered, Rendered } from '../../contract/backend.ts'
import type { Artefact } from '../../contract/text.ts'
import { type Directive, unitFile } from '../../syntax/systemd.ts'
import type { Native, SectionOverride } from './schema.ts'
import { SECTIONS, type SectionName } from './settings.ts'
import { bootTarget } from './translate.ts'

/** Left out of overrides where processes run as whoever runs the manager. */
const ACCOUNTS = new Set(['User', 'Group', 'SupplementaryGroups', 'DynamicUser'])

/** An override takes the place of every directive of its key; a new key comes last; `null` leaves it out. */
function overridden(
  section: SectionName,
  directives: readonly Directive[],
  overrides: readonly SectionOverride[],
  container: Container,
): readonly Directive[] {
  let result = [...directives]
  for (const { key, values, section: of } of overrides) {
    if (of !== section || (!container.userChange && ACCOUNTS.has(key))) continue
    const written = (values ?? []).map((value) => ({ key, value }))
    const first = result.findIndex((one) => one.key === key)
    const others = result.filter((one) => one.key !== key)
    result = first < 0 ? [...others, ...written] : others.toSpliced(first, 0, ...written)
  }
  return result
}

/**
 * In: what `translate` made, with overrides where the model has some. Out: the unit, copied to where systemd looks, and a link
 * below the boot target: written by us, because `systemctl enable` of a file in a store would link a fixed store path.
 */
export function render(native: Native, lowered: Lowered): Rendered {
  const { of, name } = lowered
  const unit: Artefact = {
    name: `${name}.service`,
    mode: 0o644,
    kind: 'native',
    secret: false,
    content: unitFile(
      SECTIONS.map((section) => ({
        name: section,
        directives: overridden(section, native.sections[section], native.overrides ?? [], of.container),
      })),
    ),
  }
  const timer: Artefact | null = native.timer
    ? { name: `${name}.timer`, mode: 0o644, kind: 'native', secret: false, content: unitFile(native.timer) }
    : null
  const started = timer?.name ?? unit.name
  const target = timer ? 'timers.target' : bootTarget(lowered)
  const boot = { at: `${target}.wants/${started}`, to: { link: `../${started}` } }
  const notAtBoot = of.set.get('boot')
  return {
    artefacts: [unit, ...(timer ? [timer] : [])],
    links: [
      { at: unit.name, to: { copy: unit } },
      ...(timer ? [{ at: timer.name, to: { copy: timer } }] : []),
      ...(of.boot ? [boot] : []),
    ],
    by: [
      ...(!of.boot && notAtBoot ? [notAtBoot] : []),
      ...(native.overrides ?? []).filter((one) => one.values === null).map((one) => one.at),
    ],
  }
}
